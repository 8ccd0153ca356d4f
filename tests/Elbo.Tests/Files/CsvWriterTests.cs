using System.Text;
using Elbo.Analysis;
using Elbo.Files;
using Elbo.Models;

namespace Elbo.Tests.Files;

public sealed class CsvWriterTests
{
    private static string Text(params TableColumn[] columns)
    {
        using var stream = new MemoryStream();
        CsvWriter.Write(stream, columns);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void Write_EveryType_HasAllDigitsAndQuotesOnlyWhereNeeded() => Assert.Equal(
        "name,x,n,ok\n\"a,\"\"b\"\"\",0.1,-1,true\nä,1E-30,2,false\n",
        Text(new("name", (string[])["a,\"b\"", "ä"]), new("x", (float[])[0.1f, 1e-30f]), new("n", (int[])[-1, 2]), new("ok", (bool[])[true, false])));

    [Fact]
    public void Write_MoreRowsThanAPart_KeepsTheirOrder()
    {
        int[] numbers = [.. Enumerable.Range(0, 20_000)];
        var lines = Text(new("n", numbers), new("minus", Array.ConvertAll(numbers, n => -n))).Split('\n');
        Assert.Equal(20_002, lines.Length);
        Assert.All(numbers, n => Assert.Equal($"{n},{-n}", lines[n + 1]));
        Assert.Equal("\n", Text());
    }

    [Fact]
    public void Write_OneColumn_QuotesWhatWouldNotBeOneCell() => Assert.Equal(
        "name\n\"\"\n\"New York\"\nBern\n", Text(new TableColumn("name", (string[])["", "New York", "Bern"])));

    [Theory]
    [InlineData("a b", "a b")]
    [InlineData("a ", "\"a \"")]
    [InlineData(" a", "\" a\"")]
    [InlineData("#1", "\"#1\"")]
    [InlineData("{1}", "\"{1}\"")]
    [InlineData("[1]", "\"[1]\"")]
    [InlineData("<a>", "\"<a>\"")]
    [InlineData("'a'", "\"'a'\"")]
    [InlineData("\uFEFFa", "\"\uFEFFa\"")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("a\tb", "\"a\tb\"")]
    [InlineData("a|b", "\"a|b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("a#'{[<", "a#'{[<")]
    public void Quote_TextThatReadersWouldTakeForSomethingElse_IsQuoted(string text, string expected) => Assert.Equal(expected, CsvWriter.Quote(text));

    [Fact]
    public void Text_OfAValue_IsWhatATableReads() => Assert.Equal(
        ["", "", "", "true", "false", "0.1", "1E-30", "ä"],
        ((object?[])[null, double.NaN, float.NaN, true, false, 0.1, 1e-30f, "ä"]).Select(CsvWriter.Text));

    [Fact]
    public void Write_ColumnsOfOtherLengths_NamesOne() => Assert.Contains(
        "column x has 1 values, name has 2", Assert.Throws<ArgumentException>(() => Text(new("name", (string[])["a", "b"]), new("x", (int[])[1]))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void CodesTable_Columns_StandInOrderWithTheRightNumbers()
    {
        var codes = new Codes(2, 2, [1, 2, 3, 4], [0, MathF.Log(4), 0, 0]);
        var columns = CodesTable.Columns(codes, hasVariances: true, draws: [.. Enumerable.Range(0, 12).Select(i => (float)i)]);
        Assert.Equal(["mu_0", "mu_1", "var_0", "var_1", "z0_0", "z0_1", "z1_0", "z1_1", "z2_0", "z2_1"],
            columns.Select(column => column.Name));
        Assert.Equal(new float[] { 2, 4 }, columns[1].Values);
        Assert.Equal(4f, ((float[])columns[3].Values)[0], 1e-6f);
        Assert.Equal(new float[] { 2, 8 }, columns[6].Values); // draw 1, dimension 0
    }
}
