using System.Globalization;
using System.Text;
using Elbo.Analysis.Synthesis;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Data.Tables.Plain;

namespace Elbo.Tests.Data.Tables.Formats;

public sealed class DatePartsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("yyyy-MM-dd HH:mm:ss", 3)]
    [InlineData("M/d/yyyy h:mm tt", 3)]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss'Z'", 3)]
    [InlineData("dd.MM.yyyy", 2)]
    public void Read_DatesOfYears_AreWeekWeekdayAndTimeAndWrittenBackAlike(string pattern, int parts)
    {
        var path = Write(pattern, "price", seed: 1);
        var table = TableFile.Read(path, new Dictionary<string, ColumnKind> { ["price"] = ColumnKind.Real });
        string[] names = ["day", "day.weekday", "day.time"];
        Assert.Equal([.. names[..parts], "price"], table.Columns.Select(column => column.Name));
        Assert.Equal(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], table.Columns[1].Categories);
        var encoding = TableEncoding.Of(table);
        Assert.Equal(["day", "price"], encoding.File!.Select(column => column.Name));
        using var stream = new MemoryStream();
        new RowWriter(encoding, null).WriteCsv(stream, [table]);
        Assert.Equal(File.ReadAllText(path), Encoding.UTF8.GetString(stream.ToArray()));
        // In blocks of bytes, and as texts.
        Assert.Equal(table.Cells.ToArray(), PlainTableSet.TryRead(path, encoding, null, UnknownCells.Error)!.Table.Cells.ToArray());
        Assert.Equal(table.Cells.ToArray(), TableFile.ReadAny(path, encoding, null, UnknownCells.Error).Table.Cells.ToArray());
    }

    [Fact]
    public void Read_Date_IsInTheWeekOfItsMonday()
    {
        var date = new DateFormat("yyyy-MM-dd HH:mm:ss");
        var (week, weekday, clock) = (new WeekFormat("day", date), new WeekdayFormat("day", date), new ClockFormat("day", date));
        for (var day = new DateTime(1899, 12, 25, 23, 59, 58, DateTimeKind.Utc); day.Year < 2101; day = day.AddDays(97).AddHours(5))
        {
            var cell = day.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            Assert.True(week.TryRead(cell, out var number) & weekday.TryRead(cell, out var place) & clock.TryRead(cell, out var seconds));
            Assert.Equal(day.DayOfWeek.ToString(), WeekdayFormat.Names[(int)place]);
            Assert.Equal(day.TimeOfDay.TotalSeconds, seconds);
            Assert.Equal(cell, date.Write(week.Join(number, (int)place, seconds)));
            Assert.Equal(day.Date.AddDays(-place).ToString("yyyy-MM-dd 00:00:00", CultureInfo.InvariantCulture), week.Write(number));
        }
    }

    [Theory]
    [InlineData("born", 3)] // over 60 years
    [InlineData("weekly", 7)]
    [InlineData("sparse", 40)] // a date in many weeks
    public void Read_OtherDates_AreOneNumber(string name, int step)
    {
        var (rows, days) = name switch { "born" => (9000, 60 * 365), "weekly" => (600, 700), _ => (250, 7000) };
        var text = $"{name},x\n" + string.Concat(Enumerable.Range(0, rows)
            .Select(i => $"{new DateTime(1950, 1, 2).AddDays(i * step % days):yyyy-MM-dd},{i % 9}\n"));
        Assert.Equal([name, "x"], TableFile.Read(folder.Write("x.csv", Encoding.UTF8.GetBytes(text))).Columns.Select(column => column.Name));
    }

    [Fact]
    public void Read_KindGivenForDates_IsOneNumber()
    {
        var path = Write("yyyy-MM-dd HH:mm", "price", seed: 2);
        Assert.Equal(["day", "price"], Names(new() { ["day"] = ColumnKind.Real }));
        Assert.Equal(["price"], Names(new() { ["day"] = ColumnKind.Skip }));
        var error = Assert.Throws<DataException>(() => Names(new() { ["day.weekday"] = ColumnKind.Skip }));
        Assert.Contains("'day.weekday' is read from the dates of day", error.Message, StringComparison.Ordinal);

        IEnumerable<string> Names(Dictionary<string, ColumnKind> kinds) => TableFile.Read(path, kinds).Columns.Select(column => column.Name);
    }

    [Fact]
    public void ReadRows_FileWithAColumnOfAPartsName_KeepsThemApart()
    {
        var path = Write("yyyy-MM-dd HH:mm", "day.weekday", seed: 3);
        var table = TableFile.Read(path);
        Assert.Equal(["day", "day.weekday_", "day.time", "day.weekday"], table.Columns.Select(column => column.Name));
        var other = TableEncoding.Of(TableFile.Read(Write("yyyy-MM-dd HH:mm", "price", seed: 3)));
        var both = folder.Write("both.csv", "day,price,day.weekday\n2021-09-04 14:05,1,7\n"u8.ToArray());
        foreach (var rows in new[] { TableFile.ReadAny(both, other, null, UnknownCells.Error), PlainTableSet.TryRead(both, other, null, UnknownCells.Error)! })
            Assert.Equal([2696, 5, 14 * 3600 + 5 * 60, 1], rows.Table.Row(0).ToArray());
    }

    [Fact]
    public void ReadRows_MissingAndOtherCells_AreThoseOfAllParts()
    {
        var encoding = TableEncoding.Of(TableFile.Read(Write("yyyy-MM-dd HH:mm", "price", seed: 4)));
        var path = folder.Write("new.csv", "day,price\n,1\n-,1\nsoon,1\n2021-09-04 14:05,1\n"u8.ToArray());
        foreach (var rows in new[]
            { TableFile.ReadAny(path, encoding, null, UnknownCells.Anomaly), PlainTableSet.TryRead(path, encoding, null, UnknownCells.Anomaly)! })
        {
            Assert.All([0, 1, 2], row => Assert.All([0, 1, 2], column => Assert.Equal(double.NaN, rows.Table[row, column])));
            Assert.Equal("line 4, column day holds 'soon'; the column holds the week of dates and times as yyyy-MM-dd HH:mm.", rows.Unknown[0].Message);
            Assert.Equal([3], rows.Unknown.Select(cell => cell.Row).Distinct());
        }
    }

    [Fact]
    public void Text_FilledParts_AreOneDate()
    {
        var encoding = TableEncoding.Of(TableFile.Read(Write("yyyy-MM-dd HH:mm", "price", seed: 5)));
        var path = folder.Write("gaps.csv", "day,price\n,1\n2021-09-04 14:05,\n"u8.ToArray());
        var rows = TableFile.ReadAny(path, encoding, null, UnknownCells.Error).Table;
        double[] cells = [.. rows.Cells];
        (cells[0], cells[1], cells[2], cells[7]) = (2696.4, 6, 3600.4, 2); // a mean, rounded to the week
        Assert.Equal("day,price\n2021-09-05 01:00,1\n2021-09-04 14:05,2\n", FilledFile.Text(path, rows.With(cells), null));
    }

    [Fact]
    public void Parse_GivenDate_IsAllItsParts()
    {
        var encoding = TableEncoding.Of(TableFile.Read(Write("yyyy-MM-dd HH:mm", "price", seed: 6)));
        Assert.Equal([(0, 2696.0), (1, 5), (2, 50_700)], GivenCells.Parse(encoding, ["day=2021-09-04 14:05"]).Cells);
        Assert.Equal([(1, 6.0), (2, 3600)], GivenCells.Parse(encoding, ["day.weekday=Sunday", "day.time=01:00:00"]).Cells);
        Assert.Contains("day holds the week of dates and times as yyyy-MM-dd HH:mm",
            Assert.Throws<OptionsException>(() => GivenCells.Parse(encoding, ["day=soon"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_Part_CannotBeACondition()
    {
        var set = TableDatasets.Load(Write("yyyy-MM-dd HH:mm", "price", seed: 7));
        var error = Assert.Throws<OptionsException>(() => ConditionSchema.Of(set, ["day.weekday"], false));
        Assert.Contains("Learn them as one number with --columns day:real", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Dates of two years, those of all weekdays, with another column.</summary>
    private string Write(string pattern, string other, int seed)
    {
        var random = new Random(seed);
        var text = $"day,{other}\n" + string.Concat(Enumerable.Range(0, 1500).Select(_ => string.Create(CultureInfo.InvariantCulture,
            $"{new DateTime(2020, 12, 1).AddMinutes(random.Next(730 * 1440)).ToString(pattern, CultureInfo.InvariantCulture)},{random.Next(500)}\n")));
        return folder.Write($"{other}{seed}.csv", Encoding.UTF8.GetBytes(text));
    }
}
