using System.Text;
using Elbo.Data.Tables;
using Elbo.Tests.Reports.Figures;

namespace Elbo.Tests.Data.Tables;

public sealed class TableFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_EveryKind_IsRecognised()
    {
        var table = MixedTable.Read(folder, 300);
        Assert.Equal(
            [
                ("length", ColumnKind.Real),
                ("price", ColumnKind.Positive),
                ("visits", ColumnKind.Count),
                ("member", ColumnKind.Binary),
                ("city", ColumnKind.Categorical),
            ],
            table.Columns.Select(column => (column.Name, column.Kind)));
        Assert.Equal(["no", "yes"], table.Columns[3].Categories);
        Assert.Equal(["Bern", "Chur", "Genf"], table.Columns[4].Categories);
        Assert.Equal(300, table.Count);
        Assert.True(double.IsNaN(table[0, 3]));
        Assert.Equal(Enumerable.Range(0, 1500).Count(i => i % 7 == 3), table.Cells.ToArray().Count(double.IsNaN));
    }

    [Theory]
    [InlineData(';')]
    [InlineData('|')]
    [InlineData('\t')]
    public void Inspect_OtherSeparators_AreFound(char separator)
    {
        var inspection = TableFile.Inspect(Write("p,q,r\n1,a,x\n2.5,b,y\n".Replace(',', separator)));
        Assert.Equal(["p", "q", "r"], inspection.Columns.Select(column => column.Column.Name));
        Assert.Equal(2, inspection.Rows);
    }

    [Theory]
    [InlineData("1,2,3,4,5,6,7,8,9,11", ColumnKind.Count)]
    [InlineData("1,2,3,4,5,6,7,8,9,10", ColumnKind.Skip)] // a running number
    [InlineData("5,3,4,9,8,7,6,2,1,0,NA", ColumnKind.Count)]
    [InlineData("1990,1991,1992,1993,1994,1995,1996,1997,1998,2001", ColumnKind.Real)]
    [InlineData("90000,120000,150000,95000,99000,101000,103000,98000,97000,900000", ColumnKind.Positive)]
    [InlineData("0,1,1,0,NA", ColumnKind.Binary)]
    [InlineData("1,2,3,1,2,3", ColumnKind.Categorical)]
    [InlineData("-1,0,1,2,3,4,5,6,7,9", ColumnKind.Real)]
    [InlineData("0.1,0.2,0.1,0.2,0.3,50", ColumnKind.Positive)]
    [InlineData("0.1,0.2,0.3,0.4", ColumnKind.Real)]
    [InlineData("a,b,c,a", ColumnKind.Categorical)]
    [InlineData("a,b,c,d,e,f,g,h,i", ColumnKind.Skip)]
    [InlineData("01,02,03,01,02", ColumnKind.Categorical)]
    [InlineData("yes,no,?,yes", ColumnKind.Binary)]
    [InlineData("7,7,7", ColumnKind.Skip)]
    [InlineData("NA,,nan,?", ColumnKind.Skip)]
    public void Inspect_Values_AreTakenForTheirKind(string cells, ColumnKind kind)
    {
        var text = "x,other\n" + string.Join('\n', cells.Split(',').Select((cell, i) => $"{cell},{i % 2}"));
        Assert.Equal(kind, TableFile.Inspect(Write(text)).Columns[0].Column.Kind);
    }

    /// <summary>2^53 and its neighbours, which are two doubles: as account numbers they are three names.</summary>
    [Fact]
    public void Read_WholeNumbersBeyondDouble_AreNamesByTheirText()
    {
        var path = Write("account,x\n9007199254740992,1.5\n9007199254740993,2.5\n9007199254740994,3.25\n9007199254740993,4\n");
        var table = TableFile.Read(path);
        Assert.Equal(["9007199254740992", "9007199254740993", "9007199254740994"], table.Columns[0].Categories);
        Assert.Equal([0, 1, 2, 1], table.Values(0));
        Assert.Contains("beyond 2^53", TableFile.Inspect(path).Columns[0].Reason, StringComparison.Ordinal);
        Assert.Equal("account,x\n9007199254740993,1.5\n", TableFile.Text(new(table.Columns, [1, 1.5])));
        var other = Write("account,x\n9007199254740995,1\n");
        var error = Assert.Throws<DataException>(() => TableFile.Read(other, table.Columns, null));
        Assert.Contains("holds '9007199254740995'", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["-9007199254740991.0", "-9007199254740992.0", "-9007199254740993.0"],
            TableFile.Read(Write("n,x\n-9007199254740991.0,1\n-9007199254740992.0,2\n-9007199254740993.0,3\n")).Columns[0].Categories);
        Assert.Equal("two numbers", TableFile.Inspect(Write("n,x\n9007199254740992.0,1\n9007199254740994.00,2\n")).Columns[0].Reason);
        // Exact ones are numbers as before.
        Assert.Equal(["9007199254740990", "9007199254740992"], TableFile.Read(Write("n,x\n9007199254740992,1.5\n9007199254740990,2\n")).Columns[0].Categories);
    }

    [Theory]
    [InlineData("1.8e308", "; '1.8e308' in row 20 is too large for a number; 19 of 20 are; if it marks a missing one: --missing 1.8e308")]
    [InlineData("1.8x308", "; '1.8x308' in row 20 is not a number; 19 of 20 are; if it marks a missing one: --missing 1.8x308")]
    public void Inspect_OneCellIsNoNumber_SaysWhy(string cell, string reason)
    {
        var cells = string.Concat(Enumerable.Range(0, 19).Select(i => $"{i}.25,{i % 2}\n"));
        Assert.EndsWith(reason, TableFile.Inspect(Write($"x,y\n{cells}{cell},0\n")).Columns[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", "7,3,12,40,8,99,23,5,61,17", "an id: another number in every row")]
    [InlineData("customerId", "7,3,12,40,8,99,23,5,61,17", "an id: another number in every row")]
    [InlineData("paid", "7,3,12,40,8,99,23,5,61,17", "whole numbers from about 0 on")]
    [InlineData("id", "7,3,12,40,8,99,23,5,61,7", "whole numbers from about 0 on")]
    [InlineData("n", "9,8,7,6,5,4,3,2,1,0", "a running number")]
    [InlineData("code", "00,01,02,03,04,05,06,07,08,09", "10 different codes of digits with leading zeros")]
    [InlineData("big", "11898508762506083281,2,3,4,5,6,7,8,9",
        "9 different whole numbers, 1 of the cells beyond 2^53, kept as texts: as numbers they lose digits")]
    public void Inspect_AnotherValueInEveryRow_IsAnIdWhereItLooksLikeOne(string name, string cells, string reason)
    {
        var text = $"{name},other\n" + string.Join('\n', cells.Split(',').Select((cell, i) => $"{cell},{i % 2}"));
        var column = TableFile.Inspect(Write(text)).Columns[0];
        Assert.Equal((reason, reason.StartsWith("whole", StringComparison.Ordinal) ? ColumnKind.Count : ColumnKind.Skip), (column.Reason, column.Column.Kind));
    }

    [Theory]
    [InlineData("1E+300")]
    [InlineData("-1.7976931348623157E+308")]
    public void Load_CellThatHidesAllOthers_IsNamed(string cell)
    {
        var path = Write("x,y\n-1.5,1\n2.5,2\n3.5,1\n" + cell + ",2\n1.25,1\n4.5,1\n-2.5,1\n3,2\n");
        var message = Assert.Throws<DataException>(() => TableDatasets.Load(path)).Message;
        Assert.Contains($"row 4, column x holds {cell}", message, StringComparison.Ordinal);
        Assert.Contains($"--missing {cell}", message, StringComparison.Ordinal);
        Assert.StartsWith($"line 5, column x holds {cell}", TableFile.Inspect(path).Columns[0].Warning, StringComparison.Ordinal);
        // It does not matter in a column that is not learned.
        Assert.Equal(["y"], TableDatasets.Load(path, new Dictionary<string, ColumnKind> { ["x"] = ColumnKind.Skip }).Train.Table.Columns.Select(c => c.Name));
    }

    [Theory]
    [InlineData("9.007199254740993e15", true)]
    [InlineData("9.007199254740992e15", false)]
    [InlineData("-9.007199254740993E+15", true)]
    [InlineData("9.0071992547409920e15", false)]
    [InlineData("1.7976931348623157E+308", false)]
    [InlineData("1.2345678901234567e+20", false)] // 17 digits of a double
    [InlineData("1.2345678901234568e+20", false)] // its shortest text
    [InlineData("1.23456789012345678901e+20", true)]
    [InlineData("9.007199254740993e14", false)]
    [InlineData("1.2345678901234567891e+17", false)] // not whole
    [InlineData("1e300", false)]
    [InlineData("e", false)]
    public void IsBeyondDouble_WithAnExponent_IsOnlyWhatNoDoubleIsWrittenAs(string cell, bool expected) =>
        Assert.Equal(expected, CellText.IsBeyondDouble(cell));

    [Fact]
    public void Load_CellThatHidesAllOthers_MayBeHeldOut()
    {
        int[] loaded = [.. Enumerable.Range(0, 20).Where(far =>
        {
            var cells = string.Concat(Enumerable.Range(0, 20).Select(row => row == far ? "1e300\n" : $"{row * row % 17}.5\n"));
            try
            {
                var data = TableDatasets.Load(Write("x\n" + cells));
                Assert.Equal(1e300, data.Test.Table.Cells.ToArray().Max());
                Assert.InRange(data.Train.Encoding.Columns[0].Deviation, 4, 6);
                return true;
            }
            catch (DataException e)
            {
                Assert.Contains($"row {far + 1}, column x holds 1E+300", e.Message, StringComparison.Ordinal);
                return false;
            }
        })];
        Assert.Equal(2, loaded.Length);
    }

    [Theory]
    [InlineData("positive", "999", "999", 14, "line 2, column x holds 999 (as 14 cells do), 140 deviations from the other values. If it marks a missing value")]
    [InlineData("positive", "99", "99", 14, null)] // not ten times the largest
    [InlineData("positive", "987", "987", 14, null)]
    [InlineData("positive", "1e38", "1e38", 14, "use --missing 1e38.")]
    [InlineData("real", "-1e25", "-1e25", 1, "use --missing -1e25.")]
    [InlineData("real", "-3e25", "-3e25", 1, "Correct the cell, or leave it empty")]
    public void Inspect_NumberThatMarksMissingOnes_IsSuggested(string kind, string first, string others, int count, string? warning)
    {
        var cells = string.Join('\n', Enumerable.Range(0, 120).Select(i => i == 0 ? first : i < count ? others : $"{i * 7 % 67 / 4.0 + 0.25}"));
        var kinds = new Dictionary<string, ColumnKind> { ["x"] = ColumnKinds.Find(kind)!.Value };
        var found = TableFile.Inspect(Write($"x\n{cells}\n"), kinds).Columns[0].Warning;
        if (warning is null)
            Assert.Null(found);
        else
            Assert.Contains(warning, found, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_WholeNumbersThatMergeAsAsked_AreCounted()
    {
        var path = Write("account,n\n9007199254740992,1\n9007199254740993,2\n9007199254740994,3\n5,4\n5,7\n");
        var kinds = new Dictionary<string, ColumnKind> { ["account"] = ColumnKind.Real };
        Assert.Equal(
            "3 whole numbers from 2^53 on in column account become 2 different ones, for a real has 16 digits. If they are names, use "
                + "--columns account:categorical or leave its kind out.",
            TableFile.Inspect(path, kinds).Columns[0].Warning);
        Assert.Null(TableFile.Inspect(path).Columns[0].Warning);
        path = Write("account,n\n9007199254740992,1\n9007199254740996,2\n5,4\n7,7\n");
        Assert.Null(TableFile.Inspect(path, kinds).Columns[0].Warning);
        kinds["account"] = ColumnKind.Skip;
        Assert.Null(TableFile.Inspect(Write("account,n\n9007199254740992,1\n9007199254740993,2\n5,4\n"), kinds).Columns[0].Warning);
    }

    [Theory]
    [InlineData(
        "-9999", "line 4, column x holds -9999 (as 2 cells do), 3,372 deviations from the other values. If it marks a missing value, use --missing -9999.")]
    [InlineData("99", "line 4, column x holds 99 (as 2 cells do), 44 deviations from the other values. If it marks a missing value, use --missing 99.")]
    [InlineData("98", null)]
    [InlineData(
        "4321.5",
        "line 4, column x holds 4321.5 (as 2 cells do), 1,943 deviations from the other values. Correct the cell, or leave it empty if the value is missing.")]
    public void Inspect_CellFarFromTheOthers_IsNamed(string cell, string? warning)
    {
        var cells = string.Join('\n', Enumerable.Range(0, 20).Select(i => i is 2 or 11 ? cell : $"{i % 6 - 2.5}"));
        Assert.Equal(warning, TableFile.Inspect(Write($"x\n{cells}\n")).Columns[0].Warning);
    }

    [Theory]
    [InlineData("1e8", true)]
    [InlineData("1e3", false)]
    public void Inspect_CellFarFromTheOthers_IsMeasuredByTheLogarithmOfPositiveOnes(string cell, bool isNamed)
    {
        var column = TableFile.Inspect(Write($"x\n{string.Join('\n', Enumerable.Range(10, 20).Select(i => $"{i}.5"))}\n{cell}\n")).Columns[0];
        Assert.Equal((ColumnKind.Positive, isNamed), (column.Column.Kind, column.Warning is not null));
    }

    /// <summary>Most people of the Adult data set work 40 hours, and a few work 1.</summary>
    [Fact]
    public void Inspect_SmallCountAmongEqualOnes_IsUsual()
    {
        var cells = Enumerable.Range(0, 60).Select(i => i % 20 == 7 ? "1" : i % 4 == 0 ? $"{30 + i % 25}" : "40");
        var column = TableFile.Inspect(Write($"hours\n{string.Join('\n', cells)}\n")).Columns[0];
        Assert.Equal((ColumnKind.Count, (string?)null), (column.Column.Kind, column.Warning));
    }

    /// <summary>Most of the capital gains of the Adult data set are 0, and many are 99999.</summary>
    [Fact]
    public void Inspect_MarkAmongZeros_IsNamed()
    {
        var cells = Enumerable.Range(0, 60).Select(i => i % 20 == 7 ? "99999" : i % 5 == 0 ? $"{2000 + 100 * i}" : "0");
        var warning = TableFile.Inspect(Write($"gain\n{string.Join('\n', cells)}\n")).Columns[0].Warning;
        Assert.StartsWith("line 9, column gain holds 99999 (as 3 cells do), ", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ManyDifferentTexts_AreSkippedUnlessAsked()
    {
        var path = Write("name,x\n" + string.Join('\n', Enumerable.Range(0, 60).Select(i => $"person {i},{i * 0.5}")));
        var name = TableFile.Inspect(path).Columns[0];
        Assert.Equal((ColumnKind.Skip, "60 different texts"), (name.Column.Kind, name.Reason));
        Assert.Equal(60, TableFile.Read(path, new Dictionary<string, ColumnKind> { ["name"] = ColumnKind.Categorical }).Columns[0].Categories.Count);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "line 3 has 1 cell, but the header has 2")]
    [InlineData("a,b\n1,2\n3,4,5\n", "line 3 has 3 cells, but the header has 2")]
    [InlineData("Report of May\nStation 3\na,b\n1,2\n", "line 3 has 2 cells, but the header has 1. Give every row that many cells; "
        + "quote a cell that holds the separator; remove lines above the header.")]
    [InlineData("a,a\n1,2\n", "two columns 'a'")]
    [InlineData("a,\n1,2\n", "no name for column 2")]
    [InlineData("a,b\n", "1 line; a table needs a header and at least one row")]
    [InlineData("", "0 lines; a table needs a header")]
    [InlineData("a,b\n1,1\n1,1\n", "has no column to learn from")]
    public void Read_Malformed_SaysWhereAndWhatIsAllowed(string text, string message)
    {
        var path = Write(text);
        var error = Assert.Throws<DataException>(() => TableFile.Read(path));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColumnKind.Real, "2", "two", "line 4, column x holds 'two'; a real column holds numbers")]
    [InlineData(ColumnKind.Positive, "2", "0", "line 4, column x holds '0'; a positive column holds numbers above 0")]
    [InlineData(ColumnKind.Count, "2", "1.5", "line 4, column x holds '1.5'; a count column holds whole numbers from 0 on")]
    [InlineData(ColumnKind.Real, "2", "1e999", "line 4, column x holds '1e999'")]
    public void Read_CellOfAnotherKind_NamesFileLineColumnAndValue(ColumnKind kind, string good, string bad, string message)
    {
        var error = Assert.Throws<DataException>(
            () => TableFile.Read(Write($"x,y\n{good},1\n{good},2\n{bad},3\n"), new Dictionary<string, ColumnKind> { ["x"] = kind }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownCategoryOrColumn_NamesWhatIsKnown()
    {
        Column[] columns = [new("city", ColumnKind.Categorical, ["Bern", "Chur"])];
        var category = Assert.Throws<DataException>(() => TableFile.Read(Write("city\nBern\nParis\n"), columns, null));
        Assert.Contains("line 3, column city holds 'Paris'; a categorical column holds one of Bern, Chur", category.Message, StringComparison.Ordinal);
        var column = Assert.Throws<DataException>(() => TableFile.Read(Write("town\nBern\n"), columns, null));
        Assert.Contains("has no column 'city', which is needed; it has town", column.Message, StringComparison.Ordinal);
        var option = Assert.Throws<DataException>(
            () => TableFile.Read(Write("town\nBern\nChur\n"), new Dictionary<string, ColumnKind> { ["city"] = ColumnKind.Skip }));
        Assert.Contains("has no column 'city'; it has town. Correct --columns", option.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_QuotedCells_KeepTheirSeparators()
    {
        var table = TableFile.Read(Write("city,x\n\"Bern, BE\",1.5\n\"the \"\"old\"\" town\",2.5\n\"Bern, BE\",3.25\n"));
        Assert.Equal(["Bern, BE", "the \"old\" town"], table.Columns[0].Categories);
        Assert.Equal("city,x\n\"Bern, BE\",1.5\n\"the \"\"old\"\" town\",2.5\n\"Bern, BE\",3.25\n", TableFile.Text(table));
    }

    [Fact]
    public void Fill_MissingCells_LeavesAllElseAsItIsWritten()
    {
        var path = Write("x,id,city\n1.50,first,Bern\n,second,?\n3,third,Chur\n");
        Column[] columns = [new("city", ColumnKind.Categorical, ["Bern", "Chur"]), new("x", ColumnKind.Real, [])];
        var filled = new Table(columns, [0, 1.5, 1, 2.249, 1, 3]);
        Assert.Equal("x,id,city\n1.50,first,Bern\n2.25,second,Chur\n3,third,Chur\n", FilledFile.Text(path, filled, null));
        Assert.Equal(
            "draw,x,id,city\n1,1.50,first,Bern\n1,2.25,second,Chur\n1,3,third,Chur\n2,1.50,first,Bern\n2,2.25,second,Chur\n2,3,third,Chur\n",
            FilledFile.Text(path, [filled, filled], null));
    }

    [Fact]
    public void Fill_FileWithAColumnDraw_CallsItsOwnAnother()
    {
        var path = Write("draw,x\n1,\n2,3\n");
        var filled = FilledFile.Text(path, [new([new("x", ColumnKind.Real, [])], [5, 3])], null);
        Assert.Equal("draw_,draw,x\n1,1,5\n1,2,3\n", filled);
        Assert.Equal(["draw_", "draw", "x"], TableFile.Inspect(Write(filled)).Columns.Select(column => column.Column.Name));
    }

    [Fact]
    public void ReadRows_UnknownCells_AreRefusedSkippedOrKept()
    {
        TableEncoding encoding = new([new("city", ColumnKind.Categorical, ["Bern", "Chur"], 0, 1, false), new("x", ColumnKind.Real, [], 0, 1, false)]);
        var path = Write("city,x\nBern,1\nParis,2\nChur,two\nChur,3\n");
        Assert.Contains("--unknown skip", Assert.Throws<DataException>(() => TableFile.ReadRows(path, encoding)).Message, StringComparison.Ordinal);

        var skipped = TableFile.ReadRows(path, encoding, unknown: UnknownCells.Skip);
        Assert.Equal([1, 4], skipped.Numbers);
        Assert.Equal([0, 1, 1, 3], skipped.Table.Cells.ToArray());

        var kept = TableFile.ReadRows(path, encoding, unknown: UnknownCells.Anomaly).Select([3, 2, 1]);
        Assert.Equal([1, 3, 1, double.NaN, double.NaN, 2], kept.Table.Cells.ToArray());
        Assert.Equal([null, "two", "Paris"], Enumerable.Range(0, 3).Select(row => kept.UnknownOf(row)?.Text));
        Assert.Equal("line 3, column city holds 'Paris'; a categorical column holds one of Bern, Chur.", kept.UnknownOf(2)!.Message);

        var none = Write("city,x\nParis,1\n");
        var error = Assert.Throws<DataException>(() => TableFile.ReadRows(none, encoding, unknown: UnknownCells.Skip));
        Assert.Contains("no row", error.Message, StringComparison.Ordinal);
    }

    private string Write(string text) => folder.Write("table.csv", Encoding.UTF8.GetBytes(text));

    [Fact]
    public void ReadRows_File_KnowsNumbersAndNames()
    {
        var path = folder.Write("rows.csv", Encoding.UTF8.GetBytes(MixedTable.Csv(50)));
        var encoding = TableEncoding.Of(TableFile.Read(path));
        var rows = TableFile.ReadRows(path, encoding);
        Assert.Equal(("id", 50), (rows.Ids!.Column, rows.Numbers.Count));
        var data = TableDatasets.Load(path, encoding);
        foreach (var part in (TableSet[])[data.Train, data.Test, data.Train.Slice(3, 7)])
            for (var row = 0; row < part.Count; row++)
            {
                Assert.Equal($"r{part.Numbers[row] - 1}", part.Ids!.Values[row]);
                Assert.Equal(rows.Table.Row(part.Numbers[row] - 1), part.Table.Row(row));
            }
        Assert.Equal(Enumerable.Range(1, 50), data.Train.Numbers.Concat(data.Test.Numbers).Order());

        // A column with a repeated value does not identify rows.
        var twice = folder.Write("twice.csv", "x,id\n1,a\n2,b\n3,a\n"u8.ToArray());
        Assert.Null(TableFile.ReadRows(twice, new([encoding.Columns[0] with { Name = "x" }])).Ids);
    }
}
