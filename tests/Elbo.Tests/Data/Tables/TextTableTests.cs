using System.Text;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Tests.Reports.Figures;

namespace Elbo.Tests.Data.Tables;

/// <summary>Tables as other programs write them.</summary>
public sealed class TextTableTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("21.6,100.12,14\n19.8,103.26,8\n26.2,90.92,8\n")]
    [InlineData("5.1,3.5,Iris-setosa\n4.9,3.0,Iris-setosa\n6.3,3.3,Iris-virginica\n")]
    [InlineData("5,NA,red\n4,1,blue\n6,2,red\n")]
    [InlineData("red,small\nblue,small\nred,large\n")]
    [InlineData("7,7\n8,8\n9,9\n")]
    public void Read_FirstLineLikeARow_IsRefusedAndReadEitherWay(string text)
    {
        var path = Write(text);
        var error = Assert.Throws<DataException>(() => TableFile.Inspect(path));
        Assert.Contains("line 1 looks like a row", error.Message, StringComparison.Ordinal);
        Assert.Contains("--header no", error.Message, StringComparison.Ordinal);
        var raw = RawTable.Read(path, new() { Header = false });
        Assert.Equal((3, "column1", "line 1"), (raw.Rows.Count, raw.Names[0], raw.Places[0]));
        if (text[0] != '7')
            Assert.Equal((2, text.Split(',')[0]), RawTable.Read(path, new() { Header = true }) is var named ? (named.Rows.Count, named.Names[0]) : default);
    }

    [Theory]
    [InlineData("0,1,2\n1.5,2.5,3.5\n1.6,2.6,3.6\n", 1)] // columns that pandas numbered
    [InlineData("name,2019,2020\nBern,1,2\nChur,3,4\n", 1)]
    [InlineData("x,y\n1,2\n3,4\n", 0)]
    [InlineData("x,name\n1,name\n3,b\n", 0)]
    public void Read_FirstLineOfNames_IsTaken(string text, int notes)
    {
        var raw = RawTable.Read(Write(text), null);
        Assert.Equal((2, notes), (raw.Rows.Count, raw.Notes.Count));
        Assert.All(raw.Notes, note => Assert.Contains("if that line is a row, use --header no", note, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_NumbersAsNames_AreKnownToARun()
    {
        var path = Write("2019,2020\n1,2\n3,4\n");
        Column[] columns = [new("2020", ColumnKind.Real, [])];
        Assert.Equal([2, 4], TableFile.Read(path, columns, null).Cells.ToArray());
    }

    [Fact]
    public void Read_Encoding_KeepsTownsApart()
    {
        var path = folder.Write("towns.csv", Encoding.Latin1.GetBytes("town,t\nOrléans,1\nOrlèans,2\nParis,3\nOrléans,4\n"));
        Assert.Contains("line 2: byte 10 is 0xE9", Assert.Throws<DataException>(() => TableFile.Read(path)).Message, StringComparison.Ordinal);
        Assert.Equal(["Orlèans", "Orléans", "Paris"], TableFile.Read(path, options: new() { Encoding = "latin1" }).Columns[0].Categories);
        var error = Assert.Throws<OptionsException>(() => TableDatasets.Load(path, options: new() { Encoding = "latin", Separator = 'x' }));
        Assert.Equal(2, error.Faults.Count);
    }

    [Fact]
    public void Read_QuotesWithinCells_KeepTheRows()
    {
        var table = TableFile.Read(Write("part,length\n4\" pipe,27.4\n2\" pipe,32.7\nvalve,27.3\n4\" pipe,1\n"));
        Assert.Equal((4, "2\" pipe|4\" pipe|valve"), (table.Count, string.Join('|', table.Columns[0].Categories)));
    }

    private string Write(string text) => folder.Write("table.csv", Encoding.UTF8.GetBytes(text));
}
