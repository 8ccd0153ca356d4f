using Elbo.Runs.Sessions;
using Elbo.Studio.Runs;

namespace Elbo.Studio.Tests.Runs;

public sealed class RunScanTests
{
    [Fact]
    public void Find_AtAnyDepth_NamesRunsByTheirPath()
    {
        using var folder = new TempFolder();
        TinyRun.Write(folder.At("b"));
        TinyRun.Write(folder.At("deep", "er", "a"));
        Assert.Equal(["b", "deep/er/a"], new RunScan(folder.Path).Find().Select(run => run.Name));
    }

    [Fact]
    public void Find_TheFolderIsARun_FindsIt()
    {
        using var folder = new TempFolder();
        TinyRun.Write(folder.At("one"));
        Assert.Equal("one", Assert.Single(new RunScan(folder.At("one")).Find()).Name);
    }

    [Fact]
    public void Find_HiddenFoldersAndLinks_AreLeftOut()
    {
        using var folder = new TempFolder();
        using var outside = new TempFolder();
        TinyRun.Write(folder.At(".hidden", "a"));
        TinyRun.Write(outside.At("b"));
        Directory.CreateSymbolicLink(folder.At("link"), outside.Path);
        Directory.CreateDirectory(folder.At("c"));
        File.CreateSymbolicLink(folder.At("c", "run.json"), outside.At("b", "run.json"));
        Assert.Empty(new RunScan(folder.Path).Find());
    }

    /// <summary>Pages refresh when a run's stamp changes.</summary>
    [Fact]
    public void Find_ClockWasSetBack_TellsThatARunWasWritten()
    {
        using var folder = new TempFolder();
        var run = TinyRun.Write(folder.At("a"));
        TinyRun.AddPicture(run, 1);
        Directory.SetLastWriteTimeUtc(new EpochPictures(run).Root, DateTime.UtcNow.AddHours(3));
        var scan = new RunScan(folder.Path);
        var before = Assert.Single(scan.Find());
        File.SetLastWriteTimeUtc(run.MetricsPath, DateTime.UtcNow.AddHours(-1));
        var after = Assert.Single(scan.Find());
        Assert.Equal(before.Written, after.Written);
        Assert.NotEqual(before.Stamp, after.Stamp);
        Assert.NotEqual(RunFiles.FigureAddress(before, "samples.png"), RunFiles.FigureAddress(after, "samples.png"));
    }

    [Fact]
    public void Find_NoFolder_IsEmpty() => Assert.Empty(new RunScan("/no/such/folder").Find());

    [Fact]
    public void Find_ARunAppearsChangesIsDamagedAndVanishes_Tells()
    {
        using var folder = new TempFolder();
        var scan = new RunScan(folder.Path);
        Assert.Empty(scan.Find());

        var run = TinyRun.Write(folder.At("a"), TinyRun.Manifest with { EpochsDone = 1 });
        Assert.Equal(1, Assert.Single(scan.Find()).Manifest!.EpochsDone);

        run.WriteManifest(TinyRun.Manifest with { EpochsDone = 22 });
        Assert.Equal(22, Assert.Single(scan.Find()).Manifest!.EpochsDone);

        File.WriteAllText(run.ManifestPath, "{");
        var damaged = Assert.Single(scan.Find());
        Assert.Null(damaged.Manifest);
        Assert.Contains("damaged", damaged.Fault, StringComparison.Ordinal);

        Directory.Delete(folder.At("a"), recursive: true);
        Assert.Empty(scan.Find());
    }
}
