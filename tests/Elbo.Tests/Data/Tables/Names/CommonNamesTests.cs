using System.Text;
using Elbo.Data.Tables;

namespace Elbo.Tests.Data.Tables.Names;

public sealed class CommonNamesTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Of_CommonAndRareNames_KeepsTheCommonAndCountsThem()
    {
        var names = CommonNames.Of(Enumerable.Range(0, 1000).Select(i => i < 600 ? "Bern" : i < 900 ? "Chur" : $"rare{i}"));
        Assert.Equal(["Bern", "Chur", "other"], names.Names);
        Assert.Equal((102, 0.9, true), (names.Different, names.Share, names.AreEnough));
        Assert.Equal("the 2 commonest, of 90 % of the cells, and 'other' for the others", names.Describe());
        Assert.Equal("other_", CommonNames.Of(Enumerable.Repeat("other", 20)).Other);
        Assert.False(CommonNames.Of(Enumerable.Range(0, 1000).Select(i => $"n{i % 300}")).AreEnough);
    }

    [Fact]
    public void Read_ColumnOfManyNames_HasOneForTheRare()
    {
        var path = Table(rows: 4000);
        var column = TableFile.Read(path).Columns[1];
        Assert.Equal((ColumnKind.Categorical, 37, "other"), (column.Kind, column.Categories.Count, column.Other));
        Assert.StartsWith(
            "436 different texts: the 36 commonest, of 90 % of the cells, and 'other' for the others",
            TableFile.Inspect(path).Columns[1].Reason, StringComparison.Ordinal);
        // Asked for, a column of texts is one of names too, and does not become thousands of inputs.
        var asked = TableFile.Read(path, new Dictionary<string, ColumnKind> { ["note"] = ColumnKind.Categorical }).Columns[2];
        Assert.Equal(["other"], asked.Categories);
    }

    [Fact]
    public void ReadRows_NameOfNoRow_IsTheOther()
    {
        var encoding = TableEncoding.Of(TableFile.Read(Table(rows: 4000)));
        Assert.Equal("other", encoding.Columns[1].Other);
        var text = "size,city,note\n1,c3,x\n2,Atlantis,y\n3,,z\n";
        foreach (var before in new[] { "", "# read as text\n" }) // the second is not plain
        {
            var rows = TableFile.ReadRows(folder.Write("new.csv", Encoding.UTF8.GetBytes(before + text)), encoding, null, UnknownCells.Error);
            Assert.Equal("c3", encoding.Columns[1].Categories[(int)rows.Table[0, 1]]);
            Assert.Equal("other", encoding.Columns[1].Categories[(int)rows.Table[1, 1]]);
            Assert.True(double.IsNaN(rows.Table[2, 1]));
        }
    }

    /// <summary>Nine in ten cities are one of 36, the others of 400; each note is another.</summary>
    private string Table(int rows)
    {
        var text = new StringBuilder("size,city,note\n");
        for (var row = 0; row < rows; row++)
            text.Append($"{row * 37 % 100 / 7.0:F2},{(row % 10 > 0 ? $"c{row % 40}" : $"rare{row / 10}")},note {row}\n");
        return folder.Write("cities.csv", Encoding.UTF8.GetBytes(text.ToString()));
    }
}
