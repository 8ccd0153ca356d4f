using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Tests.Data;

namespace Elbo.Tests.Runs.Sessions;

public sealed class EpochPicturesTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly RunFolder run;
    private readonly EpochPictures pictures;

    public EpochPicturesTests()
    {
        run = RunFolder.Create(folder.File("run"));
        pictures = new(run);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Epochs_NoPictureYet_AreNone() => Assert.Empty(pictures.Epochs);

    [Fact]
    public void Write_Epochs_AreThereInTheirOrderWithTheirBytes()
    {
        foreach (var epoch in (int[])[1, 2, 10, 11])
            pictures.Write(epoch, epoch, new byte[] { (byte)epoch });
        Assert.Equal([1, 2, 10, 11], pictures.Epochs);
        Assert.Equal(Path.Combine(run.Root, "figures", "epochs", "0010.png"), pictures.PathOf(10));
        Assert.Equal([10], File.ReadAllBytes(pictures.PathOf(10)));
        pictures.KeepThrough(2);
        Assert.Equal([1, 2], pictures.Epochs);
    }

    [Fact]
    public void Write_OverAHundredEpochs_RemovesTheOddOnesButFirstBestAndLast()
    {
        foreach (var epoch in (int[])[1, 2, 3, 37, 64, 99, 100])
            pictures.Write(epoch, 37, new byte[] { 1 });
        Assert.Equal([1, 2, 3, 37, 64, 99, 100], pictures.Epochs);
        pictures.Write(101, 37, new byte[] { 1 });
        Assert.Equal([1, 2, 37, 64, 100, 101], pictures.Epochs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(37)]
    [InlineData(2500)]
    public void IsKept_EpochByEpoch_LeavesTheSamePicturesAsAtOnceAndNeverMany(int best)
    {
        HashSet<int> there = [];
        for (var last = 1; last <= 5000; last++)
        {
            var bestSoFar = last < best || best == 0 ? last : best;
            there.Add(last);
            there.RemoveWhere(epoch => !EpochPictures.IsKept(epoch, last, bestSoFar));
            Assert.InRange(there.Count, Math.Min(last, EpochPictures.Most / 2), EpochPictures.Most + 3);
            Assert.Superset(new HashSet<int> { 1, bestSoFar, last }, there);
            if (last % 50 == 0)
                Assert.Equal(Enumerable.Range(1, last).Where(epoch => EpochPictures.IsKept(epoch, last, bestSoFar)), there.Order());
        }
    }

    [Fact]
    public void Epochs_FilesThatAreNoPictureOfAnEpoch_AreLeftOut()
    {
        pictures.Write(1, 1, new byte[] { 1 });
        foreach (var name in (string[])["0000.png", "2.png", "00003.png", "-004.png", "0005.jpg", ".0006.png.x.tmp", "notes.png", "99999999999.png"])
            File.WriteAllText(Path.Combine(pictures.Root, name), "");
        File.CreateSymbolicLink(pictures.PathOf(7), pictures.PathOf(1));
        Assert.Equal([1], pictures.Epochs);
    }

    [Fact]
    public void Epochs_FolderIsALink_AreNone()
    {
        Directory.CreateDirectory(folder.File("elsewhere"));
        File.WriteAllText(folder.File("elsewhere/0001.png"), "");
        Directory.CreateDirectory(run.FiguresPath);
        Directory.CreateSymbolicLink(pictures.Root, folder.File("elsewhere"));
        Assert.Empty(pictures.Epochs);
    }

    [Fact]
    public void Create_Replacing_RemovesThem()
    {
        run.WriteManifest(SomeManifest());
        pictures.Write(1, 1, new byte[] { 1 });
        RunFolder.Create(run.Root, replace: true);
        Assert.Empty(pictures.Epochs);
    }

    private static RunManifest SomeManifest() => new()
    {
        Format = RunManifest.CurrentFormat,
        Status = RunStatus.Finished,
        Started = DateTimeOffset.UnixEpoch,
        Data = new("bars", 1, 0, 1, "a", "b"),
        Model = new(),
        Training = new(),
        Machine = new("os", "cpu", 2, 1, 2, "0", "0", "0", "0"),
    };
}
