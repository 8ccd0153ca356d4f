using System.Globalization;

namespace Elbo.Inference;

/// <summary>Dates that a model learned in parts: week, weekday and time of day.</summary>
internal static class TableDates
{
    /// <summary>The unit of weeks, counted from Monday, 29 December 1969.</summary>
    public const string Weeks = "weeks";

    private const int DaysBefore1970 = 3;

    private static readonly DateTime Start = DateTime.UnixEpoch.AddDays(-DaysBefore1970);

    private static readonly string[] Weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>The cell of a column in a row: a part may be given by the whole date.</summary>
    public static bool TryGet(IReadOnlyDictionary<string, object?> row, TableColumn column, out object? cell) =>
        row.TryGetValue(column.Name, out cell) || column.Of is { } whole && row.TryGetValue(whole, out cell);

    public static double Week(DateTime date) => Math.Floor((date - Start).TotalDays / 7);

    public static DateOnly Monday(double week) => DateOnly.FromDateTime(Start.AddDays(7 * Math.Clamp(Math.Round(week), -102_737, 418_985)));

    /// <summary>The weekday of a date, in a column of weekdays; null for another column or cell.</summary>
    public static string? Weekday(TableColumn column, object? cell) => column.Of is null ? null : cell switch
    {
        DateTimeOffset time => Name(time.UtcDateTime),
        DateTime time => Name(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time),
        DateOnly date => Name(date.ToDateTime(default)),
        string text when !column.Values.Contains(text) && DateTime.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) => Name(time),
        _ => null,
    };

    /// <summary>Puts the parts of a row together: a date, or a date and time in UTC.</summary>
    /// <param name="columns">Those of the row.</param>
    /// <param name="row">Its cells; the parts are replaced.</param>
    public static void Join(IReadOnlyList<TableColumn> columns, Dictionary<string, object?> row)
    {
        foreach (var week in columns.Where(column => column.Unit == Weeks))
        {
            object? date = row[week.Name] is DateOnly monday ? monday : null;
            foreach (var part in columns.Where(column => column.Of == week.Name && column != week))
            {
                date = (date, row[part.Name]) switch
                {
                    (DateOnly day, string name) => day.AddDays(Array.IndexOf(Weekdays, name)),
                    (DateOnly day, TimeOnly time) => day.ToDateTime(time, DateTimeKind.Utc),
                    _ => null,
                };
                row.Remove(part.Name);
            }
            row[week.Name] = date;
        }
    }

    private static string Name(DateTime date) => date.DayOfWeek.ToString();
}
