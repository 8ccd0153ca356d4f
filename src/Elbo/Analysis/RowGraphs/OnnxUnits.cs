using Elbo.Data.Tables;

namespace Elbo.Analysis.RowGraphs;

/// <summary>What the number of a date or time counts.</summary>
internal static class OnnxUnits
{
    public const string Days = "days", Weeks = "weeks", Seconds = "seconds", TimeOfDay = "time-of-day", Duration = "duration";

    /// <summary>The unit of a column; null for plain numbers and names.</summary>
    public static string? Of(ColumnEncoding column) => column.Format switch
    {
        DateFormat { HasTime: false } => Days,
        DateFormat => Seconds,
        WeekFormat => Weeks,
        TimeFormat or ClockFormat => TimeOfDay,
        DurationFormat => Duration,
        _ => null,
    };

    public static string Words(string unit) => unit switch
    {
        Days => "days since 1970-01-01",
        Weeks => "weeks since Monday, 1969-12-29",
        Seconds => "seconds since 1970-01-01T00:00:00Z",
        TimeOfDay => "seconds since midnight",
        _ => "seconds",
    };
}
