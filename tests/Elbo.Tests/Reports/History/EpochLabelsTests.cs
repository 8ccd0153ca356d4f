using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Files.NumPy;
using Elbo.Reports.History;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Tests.Data;

namespace Elbo.Tests.Reports.History;

public sealed class EpochLabelsTests : IDisposable
{
    private readonly TempFolder folder = new();

    private EpochPictures Files => new(RunFolder.Named(folder.File("run")), "codes", ".npy");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_OfATable_IsTheColumnThatThePointsSeparate()
    {
        var rows = Rows(
            "side,noise\nleft,a\nright,a\nleft,b\nright,b\nleft,a\nright,b\nright,\n");
        (float, float)[] bySide = [(-1, 0), (1, 0), (-1.1f, 0), (1.1f, 0), (-0.9f, 0), (0.9f, 0), (1, 0)];
        (float, float)[] byNoise = [(0, 2), (0, 2), (0, -2), (0, -2), (0, 2), (0, -2), (0, 0)];
        EpochLabels.Keep(Files, rows);

        var labels = EpochLabels.Read(Files, rows.Encoding, bySide)!;
        Assert.Equal("side", labels.Name);
        Assert.Equal(["left", "right"], labels.Names);
        Assert.Equal([0, 1, 0, 1, 0, 1, 1], labels.Of);

        labels = EpochLabels.Read(Files, rows.Encoding, byNoise)!;
        Assert.Equal("noise", labels.Name);
        Assert.Equal(["a", "b", "missing"], labels.Names);
        Assert.Equal([0, 0, 1, 1, 0, 1, 2], labels.Of);
    }

    [Fact]
    public void Read_OfATableWithoutAColumnOfNames_IsNothing()
    {
        var rows = Rows("x,y\n1.5,2.25\n2.5,3.25\n3.5,1.25\n");
        EpochLabels.Keep(Files, rows);
        Assert.Empty(EpochLabels.ColumnsOf(rows.Encoding));
        Assert.False(Directory.Exists(Files.Root));
        Assert.Null(EpochLabels.Read(Files, rows.Encoding, [(0, 0), (1, 0), (2, 0)]));
    }

    [Fact]
    public void Read_OfImages_NamesOnlyTheLabelsThatOccur()
    {
        EpochLabels.Keep(Files, new ImageSet(new(1, 1, 1), new byte[4], new byte[] { 7, 2, 7, 3 }));
        var labels = EpochLabels.Read(Files, null, new (float, float)[4])!;
        Assert.Equal(("label", "2,3,7"), (labels.Name, string.Join(',', labels.Names)));
        Assert.Equal([2, 0, 2, 1], labels.Of);
    }

    [Fact]
    public void Read_AnArrayOfAnotherShape_IsNothing()
    {
        var rows = Rows("side,noise\nleft,a\nright,b\nleft,b\n");
        Directory.CreateDirectory(Files.Root);
        NpyFile.Write(Path.Combine(Files.Root, "labels.npy"), NpyArray.Of<byte>([0, 1, 0], 3));
        Assert.Null(EpochLabels.Read(Files, rows.Encoding, new (float, float)[3]));
        Assert.Null(EpochLabels.Read(Files, null, new (float, float)[4]));
    }

    private TableSet Rows(string csv)
    {
        var table = TableFile.Read(folder.Write("a.csv", System.Text.Encoding.UTF8.GetBytes(csv)));
        return new(table, TableEncoding.Of(table));
    }
}
