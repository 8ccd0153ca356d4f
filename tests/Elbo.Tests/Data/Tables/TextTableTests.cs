using System.Globalization;
using System.IO.Compression;
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
        var path = folder.Write("towns.csv", Encoding.Latin1.GetBytes("town,t\nOrléans,1\nOrlèans,2\nParis,3\nOrléans,40\n"));
        Assert.Contains("line 2: byte 10 is 0xE9", Assert.Throws<DataException>(() => TableFile.Read(path)).Message, StringComparison.Ordinal);
        Assert.Equal(["Orlèans", "Orléans", "Paris"], TableFile.Read(path, options: new() { Encoding = "latin1" }).Columns[0].Categories);
        Assert.Contains(
            "or leave --encoding utf-16BE out", Assert.Throws<DataException>(() => TableFile.Read(path, options: new() { Encoding = "utf-16BE" })).Message,
            StringComparison.Ordinal);
        var error = Assert.Throws<OptionsException>(() => TableDatasets.Load(path, options: new() { Encoding = "latin", Separator = 'x' }));
        Assert.Equal(2, error.Faults.Count);
    }

    [Theory]
    [InlineData("a,b\n\u22129007199254740993,1\n\u22129007199254740992,2\n\u22129007199254740994,3\n", 1, ColumnKind.Categorical)] // three texts
    [InlineData("a,b\n$\u2212{0}.50,1\n${0}.25,2\n", 12, ColumnKind.Real)]
    [InlineData("a;b\n{0},5;1,5\n\u2212{0},25;2,5\n", 12, ColumnKind.Real)]
    public void Read_MinusSignOfTypography_IsAMinusInEveryFormat(string text, int times, ColumnKind expected)
    {
        var (header, rows) = (text[..4], text[4..]);
        var lines = Enumerable.Range(1, times).Select(i => rows.Replace("{0}", $"{i}", StringComparison.Ordinal));
        Assert.Equal(expected, TableFile.Read(Write(header + string.Concat(lines))).Columns[0].Kind);
    }

    [Fact]
    public void Read_OneNumberWrittenInSeveralWays_IsConstant() => Assert.Contains(
        "a (the same number everywhere)",
        Assert.Throws<DataException>(() => TableFile.Read(Write("a\n1\n1.0\n1.00\n"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_HeaderNamedRelation_IsATable() =>
        Assert.Equal(["@relation a", "b"], TableFile.Names(Write("@relation a,b\n1,2\n2,3\n")));

    [Theory]
    [InlineData("\u22121.5", -1.5)]
    [InlineData("\u22122", -2)]
    [InlineData("1e\u22123", 1e-3)]
    public void Read_MinusSignOfTypography_IsAMinus(string cell, double expected)
    {
        var table = TableFile.Read(Write($"a,b\n{cell},x\n2.5,y\n3.25,x\n"));
        Assert.Equal((ColumnKind.Real, expected), (table.Columns[0].Kind, table.Values(0)[0]));
    }

    [Fact]
    public void Read_QuotesWithinCells_KeepTheRows()
    {
        var table = TableFile.Read(Write("part,length\n4\" pipe,27.4\n2\" pipe,32.7\nvalve,27.3\n4\" pipe,1\n"));
        Assert.Equal((4, "2\" pipe|4\" pipe|valve"), (table.Count, string.Join('|', table.Columns[0].Categories)));
    }

    [Theory]
    [InlineData("# exported\n# units: C, kg\na,b\n1.5,x\n2.5,y\n", "a,b|1.5,x|2.5,y", "2 lines that start with # are left out")]
    [InlineData("a,b\n1,x\n# a note\n2,y\n", "a,b|1,x|2,y", "1 line that starts with # is left out")]
    [InlineData("# a b\n1 2.5\n3 4.5\n", "a,b|1,2.5|3,4.5", "its cells are separated by spaces; the names of the columns are those of line 1, behind its #")]
    [InlineData("#,b\n1,x\n2,y\n", "#,b|1,x|2,y", "the names of the columns are those of line 1, behind its #")]
    [InlineData("a,b\n#1,x\n#2,y\n", "a,b|#1,x|#2,y", "")]
    [InlineData("a  b\n1.5  x\n 2.5 \ty \n", "a,b|1.5,x|2.5,y", "its cells are separated by spaces")]
    [InlineData("sep=;\na;b\n1,5;x\n2,5;y\n", "a,b|1,5,x|2,5,y", "")]
    [InlineData("a,b\n1,x,\n2,y,\n", "a,b|1,x|2,y", "2 rows end with a separator, which is left out")]
    [InlineData("a,b,,\n1,x,,\n2,y,,\n", "a,b|1,x|2,y", "2 columns without a name and without values are left out")]
    [InlineData("a,b,\n1,x\n2,y\n", "a,b|1,x|2,y", "the header ends with a separator, which is left out")]
    [InlineData(",a,b\n0,1,x\n1,2,y\n", "index,a,b|0,1,x|1,2,y", "")]
    [InlineData(",index,b\n0,1,x\n1,2,y\n", "index1,index,b|0,1,x|1,2,y", "")]
    [InlineData("\"a\" \"b\"\n\"r 1\" 1 x\n\"r 2\" 2 y\n", "index,a,b|r 1,1,x|r 2,2,y", "its cells are separated by spaces; "
        + "each row has one cell more than the header: its first cell is the name of the row")]
    [InlineData("'a','b'\n'1','x, z'\n'2','y'\n", "a,b|1,x, z|2,y", "")]
    [InlineData("a\n1\n\n3\n\n", "a|1|3", "1 empty line is left out; a missing cell in a single column is written as \"\"")]
    [InlineData("{\"a\":1.50,\"b\":\"x\"}\n\n{\"b\":null,\"c\":true}\n", "a,b,c|1.50,x,|,,true", "")]
    [InlineData("[ {\"a\": 1, \"b\": \"x\"},\n {\"a\": 2, \"b\": [1]}]", "a,b|1,x|2,[1]", "")]
    public void Read_OtherProgramsFiles_AreReadAndSaid(string text, string expected, string notes)
    {
        var raw = RawTable.Read(Write(text), null);
        Assert.Equal(expected, string.Join('|', raw.Rows.Prepend([.. raw.Names]).Select(row => string.Join(',', row))));
        Assert.Equal(notes, string.Join("; ", raw.Notes));
    }

    [Theory]
    [InlineData("<!DOCTYPE html>\n<html>\n", "is a web page")]
    [InlineData("<?xml version=\"1.0\"?>\n<a/>\n", "is XML")]
    [InlineData("% 1. Title\n%\n@RELATION iris\n\n@ATTRIBUTE a NUMERIC\n@DATA\n1\n2\n", "is an ARFF file of Weka")]
    [InlineData("@RELATION iris\n@Attribute a numeric\n@data\n1\n2\n", "is an ARFF file of Weka")]
    [InlineData("{\"a\":{\"0\":1}}\n", "holds one object of columns, not rows")]
    [InlineData("{\"a\":1}\n{\"a\":\n", "line 2 is not JSON")]
    [InlineData("{\"a\":1}\n[1]\n", "line 2 holds a list")]
    [InlineData("[]", "has no rows")]
    [InlineData("a,,c\n1,2,3\n4,5,6\n", "no name for column 2")]
    public void Read_OtherFiles_AreNamed(string text, string message) =>
        Assert.Contains(message, Assert.Throws<DataException>(() => RawTable.Read(Write(text), null)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("ORCID,PAR1\n0000-1,2\n0000-2,3\n", "a.csv")]
    [InlineData("PAR1,PAR2\n1,2\n2,3\n", "a.txt")]
    [InlineData("a b\n1 2\n2 3\n", "a.data")]
    [InlineData("{\"a\":1,\"b\":2}\n{\"a\":2,\"b\":3}\n", "a.jsonl")]
    public void Read_TextOfAnotherEnding_IsATable(string text, string name)
    {
        var plain = folder.Write(name, Encoding.UTF8.GetBytes(text));
        Assert.Equal((2, 2), RawTable.Read(plain, null) is var raw ? (raw.Names.Count, raw.Rows.Count) : default);
        Assert.Equal(FileFormat.Csv, FileFormat.Of(plain));
        using (var file = File.Create(plain + ".gz"))
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        Assert.Equal((2, 2), RawTable.Read(plain + ".gz", null) is var unpacked ? (unpacked.Names.Count, unpacked.Rows.Count) : default);
        Assert.Equal(FileFormat.Csv, FileFormat.Of(plain + ".gz"));
    }

    [Fact]
    public void Read_NoText_IsNamed()
    {
        var path = folder.Write("a.csv", [.. "BZh91AY&SY"u8, 0x8E, 0x5A, 0x1B, 0, 0]);
        Assert.Contains(
            "is a file compressed with bzip2, not text", Assert.Throws<DataException>(() => TableFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_IndexOfPandas_NamesTheRows()
    {
        var path = Write(",x,y\n10,1.5,2\n11,2.5,3\n12,4.5,9\n");
        var inspection = TableFile.Inspect(path);
        Assert.Equal((ColumnKind.Skip, "the names of the rows, a column without a name"), (inspection.Columns[0].Column.Kind, inspection.Columns[0].Reason));
        var rows = TableFile.ReadRows(path, TableEncoding.Of(TableFile.Read(path)));
        Assert.Equal(("index", "10,11,12"), (rows.Ids!.Column, string.Join(',', rows.Ids.Values)));
        Assert.Equal(ColumnKind.Real, TableFile.Inspect(path, new Dictionary<string, ColumnKind> { ["index"] = ColumnKind.Real }).Columns[0].Column.Kind);
    }

    [Theory]
    [InlineData("1.5,NA,nan,-NaN,<NA>,#N/A,\\N,null,?,n/a,2.5,3.5", ColumnKind.Real, 9, "numbers")]
    [InlineData("1.5,None,-,--,inf,-Infinity,.,2.5,3.5", ColumnKind.Real, 6, "'None', '-', '--' are missing")]
    [InlineData("0,1,1,-,0", ColumnKind.Binary, 1, "two numbers; '-' is missing")]
    [InlineData("Gd,None,TA,-,Gd", ColumnKind.Categorical, 0, "4 texts; 'None', '-' are names, missing with --missing=None,-")]
    [InlineData("Gd,NA,TA,Ex", ColumnKind.Categorical, 1, "3 texts; 'NA' is missing")]
    [InlineData(
        "1.5,2.5,3.5,absent", ColumnKind.Categorical, 0, "'absent' in row 4 is not a number; 3 of 4 are; if it marks a missing one: --missing absent")]
    public void Inspect_WordsForMissingCells_AreSaid(string cells, ColumnKind kind, int missing, string reason)
    {
        var path = Write("x,y\n" + string.Concat(cells.Split(',').Select((cell, i) => $"{cell},{i % 2}\n")));
        var column = TableFile.Inspect(path).Columns[0];
        Assert.Equal((kind, missing), (column.Column.Kind, column.Missing));
        Assert.Contains(reason, column.Reason, StringComparison.Ordinal);
        Assert.Equal(missing, TableFile.Read(path).Values(0).Count(double.IsNaN));
    }

    [Fact]
    public void Read_MissingWords_AreTheGivenOnesToo()
    {
        var path = Write("x,y\n-9999.0,a\n1.5,None\n-9999,b\n2.5,NA\n3.5,a\n");
        DataOptions options = new() { Missing = ["-9999", "none"] };
        var table = TableFile.Read(path, options: options);
        Assert.Equal([double.NaN, 1.5, double.NaN, 2.5, 3.5], table.Values(0));
        Assert.Equal(["a", "b"], table.Columns[1].Categories);
        Assert.Equal("x,y\n7.0,a\n1.5,a\n7.0,b\n2.5,a\n3.5,a\n", FilledFile.Text(path, table.With([7, 0, 1.5, 0, 7, 1, 2.5, 0, 3.5, 0]), options));
    }

    [Theory]
    [InlineData('.', "12,847|1,234,567.5|1.5|-3|12 847.5|1'000", "12847|1234567.5|1.5|-3|12847.5|1000")]
    [InlineData(',', "12.847|1.234.567,5|1,5|-3|12 847,5|1e3", "12847|1234567.5|1.5|-3|12847.5|1000")]
    public void Read_Decimal_ReadsGroups(char point, string cells, string expected)
    {
        DataOptions options = new() { DecimalMark = point, Separator = '|' };
        var path = Write("x|y\n" + string.Concat(cells.Split('|').Select((cell, i) => $"{cell}|{i}\n")));
        var values = TableFile.Read(path, new Dictionary<string, ColumnKind> { ["x"] = ColumnKind.Real }, options).Values(0);
        Assert.Equal(expected, string.Join('|', values.Select(value => value.ToString(CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData('.', "1,5")]
    [InlineData('.', "1,2345")]
    [InlineData('.', "1234,567")]
    [InlineData('.', "1,234'567")]
    [InlineData(',', "1.5")]
    [InlineData(',', "1,5,5")]
    [InlineData(null, "1,234")]
    public void TryNumber_OtherNumbers_AreRefused(char? point, string cell) =>
        Assert.False(CellWords.Of(new() { DecimalMark = point }).TryNumber(cell, out _));

    [Theory]
    [InlineData("12,847|15,318", "'12,847' is read as a number with --decimal . or ,")]
    [InlineData("12,847|15,318.70", "'12,847' is read as a number with --decimal .")]
    [InlineData("1,5|2,25", "'1,5' is read as a number with --decimal ,")]
    public void Inspect_GroupsOrDecimalCommas_NameTheOption(string cells, string reason)
    {
        var path = Write("x;y\n" + string.Concat(cells.Split('|').Select((cell, i) => $"{cell};{i}\n")));
        Assert.EndsWith(reason, TableFile.Inspect(path).Columns[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_DecimalComma_IsKept()
    {
        var path = Write("x;y\n1,50;a\n;b\n2,5;a\n");
        DataOptions options = new() { DecimalMark = ',' };
        var table = TableFile.Read(path, new Dictionary<string, ColumnKind> { ["x"] = ColumnKind.Real }, options);
        var filled = folder.Write("filled.csv", Encoding.UTF8.GetBytes(FilledFile.Text(path, table.With([1.5, 0, 2.249, 1, 2.5, 0]), options)));
        Assert.Equal("x,y\n\"1,50\",a\n\"2,25\",b\n\"2,5\",a\n", File.ReadAllText(filled));
        Assert.Equal([1.5, 2.25, 2.5], TableFile.Read(filled, table.Columns, options).Values(0));
    }

    [Fact]
    public void Text_AnyTable_IsReadBackExactly()
    {
        string[] parts = ["a", " ", ",", "\"", "\n", "\r\n", "'", "#", ";", "\t", "|", "{", "[", "<", "é", "\uFEFF", "1", ".", "-", "sep=", "None"];
        var random = new Random(7);
        string Cell() => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => parts[random.Next(parts.Length)]));
        bool IsValue(string cell) => !CellWords.Default.IsMissing(cell) && !CellWords.Default.TryNumber(cell, out _);
        for (var round = 0; round < 300; round++)
        {
            var width = random.Next(1, 4);
            string[] names = [.. Enumerable.Range(0, 100).Select(_ => Cell().Trim()).Where(IsValue).Distinct().Take(width)];
            Column[] columns =
            [
                .. names.Select(name => new Column(name, ColumnKind.Categorical, [.. Enumerable.Range(0, 30).Select(_ => Cell()).Where(IsValue).Distinct()])),
            ];
            double[] cells =
                [.. Enumerable.Range(0, 6 * width).Select(i => random.Next(5) == 0 ? double.NaN : random.Next(columns[i % width].Categories.Count))];
            var text = TableFile.Text(new(columns, cells));
            var path = Write(text);
            Assert.True(names.SequenceEqual(RawTable.Read(path, new() { Header = true }).Names), text);
            Assert.Equal(cells, TableFile.Read(path, columns, null).Cells.ToArray());
        }
    }

    [Fact]
    public void ReadRows_ElbosOwnRowsForAnotherKindOfRun_AreFoundByTheirNames()
    {
        Column[] columns = [new("column1", ColumnKind.Real, []), new("column2", ColumnKind.Categorical, ["a", "b"])];
        var options = new DataOptions { Header = false, Separator = ';' };
        Assert.Equal([1.5, 0, 2, 1], TableFile.Read(Write("1.5;a\n2;b\n"), columns, options).Cells.ToArray());
        Assert.Equal([1.5, 0, 2, 1], TableFile.Read(Write("column1,column2\n1.5,a\n2,b\n"), columns, options).Cells.ToArray());
    }

    private string Write(string text) => folder.Write("table.csv", Encoding.UTF8.GetBytes(text));
}
