using System.Text;
using Elbo.Data;
using Elbo.Data.Tables;

namespace Elbo.Tests.Data.Tables.Formats;

public sealed class ColumnFormatsTests : IDisposable
{
    /// <summary>Dates are one number then.</summary>
    private static readonly Dictionary<string, ColumnKind> Whole = new() { ["x"] = ColumnKind.Real };

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("dates as yyyy-MM-dd", "2024-03-01", "1999-12-31")]
    [InlineData("dates and times as yyyy-MM-ddTHH:mm:ssZ", "2024-03-01T10:20:30Z", "1969-12-31T23:59:59Z")]
    [InlineData("dates as dd.MM.yyyy", "31.12.2024", "01.02.2023")]
    [InlineData("dates as dd/MM/yyyy, assumed with the day first (otherwise --dates month-first)", "03/04/2024", "11/12/2023")]
    [InlineData("dates as MM/dd/yyyy", "03/31/2024", "12/01/2023")]
    [InlineData("dates as d MMM yyyy", "3 Mar 2024", "31 Dec 2023")]
    [InlineData("times of day as HH:mm", "00:00", "23:59")]
    [InlineData("durations as h:mm:ss", "37:10:05", "0:00:01")]
    [InlineData("durations as PT1H30M", "PT1H30M", "PT45S")]
    [InlineData("numbers in €, with decimal commas, in groups of three digits as € 12.345,00", "€ 1.234,50", "€ 0,99")]
    [InlineData("numbers in $, in groups of three digits as $12,345.00", "$1,234.50", "-$12.00")]
    [InlineData("numbers in %", "12 %", "100 %")]
    [InlineData("numbers with decimal commas", "0,25", "12,75")]
    [InlineData("numbers with decimal commas", "1,375", "0,125")] // no group begins with 0
    [InlineData("numbers in groups of three digits as 12,345 (otherwise --decimal ,)", "1,234", "12,345")]
    public void Apply_FormattedCells_AreNumbersThatAreWrittenBackAlike(string description, params string[] cells)
    {
        var raw = Read(cells);
        var format = raw.Formats["x"];
        Assert.Equal(description, format.Describe());
        foreach (var (row, cell) in raw.Written.Index())
        {
            Assert.True(format.TryRead(cell[0], out var number), cell[0]);
            Assert.Equal(cell[0], format.Write(number));
            Assert.True(raw.Words.TryNumber(raw.Rows[row][0], out var plain));
            Assert.Equal(number, plain);
        }
    }

    /// <summary>Decimal commas in one column say what the comma and the point of the others are, unless another has decimal points.</summary>
    [Theory]
    [InlineData("7,5", 1.007, 2007)]
    [InlineData("7.5", 1007, 2.007)]
    public void Apply_DecimalCommasInOneColumn_DecideForTheOthers(string other, double comma, double point)
    {
        var text = "t;y;n;o\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"1,{i:000};{10 + i},5;2.{i:000};{i}{other[1..]}\n"));
        var raw = RawTable.Read(folder.Write("x.csv", Encoding.UTF8.GetBytes(text)), new());
        Assert.Equal([comma, 17.5, point, 7.5], raw.Rows[7].Select(cell => raw.Words.TryNumber(cell, out var number) ? number : double.NaN));
        Assert.Equal($"1,007;17,5;2.007;{other}", string.Join(';', raw.Written[7]));
    }

    [Fact]
    public void Apply_MonthFirst_ReadsTheOtherDay()
    {
        var path = folder.Write("x.csv", Encoding.UTF8.GetBytes("x,y\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"03/{i:00}/2024,a\n"))));
        Assert.Equal("dates as MM/dd/yyyy", RawTable.Read(path, new() { DayFirst = false }, kinds: Whole).Formats["x"].Describe());
        Assert.Equal(["--dates", "month-first"], new DataOptions { DayFirst = false }.Words());
    }

    [Theory]
    [InlineData("1.2.3", "10.20.30")]
    [InlineData("044 123 45 67", "031 999 88 77")]
    [InlineData("ABC123", "ABC124")]
    [InlineData("12", "13.5")]
    public void Apply_OtherCells_StayAsTheyAre(params string[] cells) => Assert.Empty(Read(cells).Formats);

    [Fact]
    public void Read_Dates_AreEncodedWrittenAndReadAgainWithTheRunsFormat()
    {
        var text = "day,price\n" + string.Concat(Enumerable.Range(0, 1200)
            .Select(i => $"{new DateTime(2020, 1, 1).AddDays(i * 7 % 900):dd.MM.yyyy},\"{i % 300},{i % 10}0 €\"\n"));
        var path = folder.Write("sales.csv", Encoding.UTF8.GetBytes(text));
        var table = TableFile.Read(path);
        Assert.Equal([ColumnKind.NumericMixture, ColumnKind.Categorical, ColumnKind.NumericMixture], table.Columns.Select(column => column.Kind));
        var encoding = TableEncoding.Of(table);
        var copy = folder.File("copy.csv");
        using (var stream = File.Create(copy))
            new RowWriter(encoding, null).WriteCsv(stream, [table]);
        Assert.Equal("01.01.2020,\"0,00 €\"", File.ReadLines(copy).ElementAt(1));
        Assert.Equal(table.Cells.ToArray(), TableFile.ReadRows(copy, encoding).Table.Cells.ToArray());
    }

    [Fact]
    public void Inspect_DatesInSeveralFormats_NamesBothAndTheFirstCellThatDiffers()
    {
        var text = "day,x\n" + string.Concat(Enumerable.Range(0, 600).Select(i => (Day: new DateTime(2020, 1, 1).AddDays(i), i))
            .Select(row => $"{(row.i < 400 ? $"{row.Day:yyyy-MM-dd}" : $"{row.Day:dd.MM.yyyy}")},{row.i % 7}\n"));
        var column = TableFile.Inspect(folder.Write("mixed.csv", Encoding.UTF8.GetBytes(text))).Columns[0];
        Assert.Equal(ColumnKind.Skip, column.Column.Kind);
        Assert.EndsWith("; dates written in several ways: yyyy-MM-dd, and dd.MM.yyyy as in '04.02.2021'", column.Reason, StringComparison.Ordinal);
    }

    /// <summary>The cells several times, with others of the same form between them, so that they are more than names.</summary>
    private RawTable Read(string[] cells)
    {
        var filled = Enumerable.Range(0, 3).SelectMany(_ => cells).Concat(Variants(cells[0]));
        var rows = string.Concat(filled.Select(cell => $"\"{cell}\",a\n"));
        return RawTable.Read(folder.Write("x.csv", Encoding.UTF8.GetBytes("x,y\n" + rows)), null, kinds: Whole);
    }

    /// <summary>The last digit that may be any other one is changed.</summary>
    private static IEnumerable<string> Variants(string cell)
    {
        var last = cell.LastIndexOfAny([.. "0123456789"]);
        return Enumerable.Range(1, 9).Select(i => $"{cell[..last]}{i}{cell[(last + 1)..]}");
    }
}
