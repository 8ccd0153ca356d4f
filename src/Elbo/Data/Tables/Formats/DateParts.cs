namespace Elbo.Data.Tables;

/// <summary>Divides columns of dates into week, weekday and time of day, and puts these together again. A date as one number hides that people buy on
/// Saturdays and sleep at night: a model smooths over days within its intervals.</summary>
internal static class DateParts
{
    /// <summary>Dates of fewer cells than this in a week say little about weekdays.</summary>
    private const int LeastPerWeek = 2;

    /// <summary>Days without times over more years are dates of birth and the like, whose weekdays mean nothing.</summary>
    private const double MostDays = 30 * 366;

    /// <summary>The parts of a column of dates; none if it is better learned as one number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="date">Its format.</param>
    /// <param name="cells">Its cells, none of them missing.</param>
    /// <param name="taken">The names of the file's columns.</param>
    public static IReadOnlyList<(string Name, CellFormat Format)> Of(string name, DateFormat date, IReadOnlyList<string> cells, IReadOnlyList<string> taken)
    {
        var (week, weekday, clock) = (new WeekFormat(name, date), new WeekdayFormat(name, date), new ClockFormat(name, date));
        double[] weeks = [.. Numbers(week).Distinct()];
        var isLong = !date.HasTime && 7 * (weeks.Max() - weeks.Min()) > MostDays;
        if (weeks.Length < 2 || cells.Count < LeastPerWeek * weeks.Length || isLong || Numbers(weekday).Distinct().Count() < 2)
            return [];
        List<(string, CellFormat)> parts = [(name, week), (FilledFile.FreeName($"{name}.weekday", taken), weekday)];
        if (Numbers(clock).Distinct().Count() > 1)
            parts.Add((FilledFile.FreeName($"{name}.time", taken), clock));
        return parts;

        IEnumerable<double> Numbers(CellFormat format) => cells.Select(cell => format.TryRead(cell, out var number) ? number : 0);
    }

    /// <summary>The columns as a file has them.</summary>
    public static TableEncoding Whole(TableEncoding encoding)
    {
        int[] kept = Kept([.. encoding.Columns.Select(column => column.Format)]);
        if (kept.Length == encoding.Columns.Count && !encoding.Columns.Any(column => column.Format is WeekFormat))
            return encoding;
        var whole = encoding.OfColumns(kept);
        return whole with
        {
            Columns = [.. whole.Columns.Select(column => column.Format is WeekFormat week
                ? column with { Kind = ColumnKind.Real, Format = week.Date, Bins = null, Least = null, Most = null }
                : column)],
        };
    }

    /// <summary>Rows with the columns that a file has.</summary>
    public static Table Whole(Table rows)
    {
        if (!rows.Columns.Any(column => column.Format is DatePartFormat))
            return rows;
        int[] kept = Kept([.. rows.Columns.Select(column => column.Format)]);
        var cells = new double[rows.Count * kept.Length];
        foreach (var (place, from) in kept.Index())
        {
            var joined = rows.Columns[from].Format is WeekFormat week ? new Joined(rows, week, from) : null;
            for (var row = 0; row < rows.Count; row++)
                cells[row * kept.Length + place] = joined?.Of(row) ?? rows[row, from];
        }
        return new([.. kept.Select(place => rows.Columns[place]).Select(WholeColumn)], cells) { File = rows.File };
    }

    private static Column WholeColumn(Column column) =>
        column.Format is WeekFormat week ? column with { Kind = ColumnKind.Real, Format = week.Date } : column;

    private static int[] Kept(IReadOnlyList<CellFormat?> formats) =>
        [.. Enumerable.Range(0, formats.Count).Where(place => formats[place] is not (WeekdayFormat or ClockFormat))];

    /// <summary>The dates of rows.</summary>
    private sealed class Joined
    {
        private readonly Table rows;
        private readonly WeekFormat format;
        private readonly int week, weekday, clock;
        private readonly int[] weekdays;

        public Joined(Table rows, WeekFormat format, int week)
        {
            (this.rows, this.format, this.week) = (rows, format, week);
            var formats = rows.Columns.Select(column => column.Format).ToList();
            weekday = formats.FindIndex(other => other is WeekdayFormat part && part.Of == format.Of);
            clock = formats.FindIndex(other => other is ClockFormat part && part.Of == format.Of);
            weekdays = weekday < 0 ? [] : [.. rows.Columns[weekday].Categories.Select(WeekdayFormat.PlaceOf)];
        }

        public double Of(int row)
        {
            var (day, seconds) = (weekday < 0 ? 0 : rows[row, weekday], clock < 0 ? 0 : rows[row, clock]);
            return double.IsNaN(day) || double.IsNaN(seconds) ? double.NaN
                : format.Join(rows[row, week], weekday < 0 ? 0 : weekdays[(int)day], seconds);
        }
    }
}
