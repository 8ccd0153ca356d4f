using System.Text.Json.Serialization;

namespace Elbo.Data.Tables;

/// <summary>A part of the dates of a file's column, learned as a column of its own. Week, weekday and time of day together are the date; their cells are
/// read from it.</summary>
/// <param name="Of">The column of the file.</param>
/// <param name="Date">How that column writes dates.</param>
internal abstract record DatePartFormat(string Of, DateFormat Date) : CellFormat
{
    protected const double DaySeconds = 86_400;

    /// <summary>Reads a date.</summary>
    /// <param name="cell">As the file has it.</param>
    /// <param name="days">Since 1970.</param>
    /// <param name="seconds">Since midnight.</param>
    protected bool TryRead(string cell, out double days, out double seconds)
    {
        var isDate = Date.TryRead(cell, out var number);
        days = Date.HasTime ? Math.Floor(number / DaySeconds) : number;
        seconds = Date.HasTime ? number - days * DaySeconds : 0;
        return isDate;
    }
}

/// <summary>The weeks of dates, counted from Monday, 29 December 1969.</summary>
/// <inheritdoc/>
internal sealed record WeekFormat(string Of, DateFormat Date) : DatePartFormat(Of, Date)
{
    private const double DaysBefore1970 = 3;

    [JsonIgnore]
    public override ColumnKind? Kind => ColumnKind.NumericMixture;

    /// <summary>The number of a date, as its format has it.</summary>
    /// <param name="week">Rounded to a whole one.</param>
    /// <param name="weekday">From 0, Monday.</param>
    /// <param name="seconds">Since midnight.</param>
    public double Join(double week, int weekday, double seconds)
    {
        var days = 7 * Math.Round(week) - DaysBefore1970 + weekday;
        return Date.HasTime ? days * DaySeconds + Math.Clamp(seconds, 0, DaySeconds - 1) : days;
    }

    public override string Describe() => $"the week of {Date.Describe()}";

    public override bool TryRead(string cell, out double number)
    {
        var isDate = TryRead(cell, out var days, out _);
        number = Math.Floor((days + DaysBefore1970) / 7);
        return isDate;
    }

    /// <summary>The Monday.</summary>
    public override string Write(double number) => Date.Write(Join(number, 0, 0));
}

/// <summary>The weekdays of dates, by name.</summary>
/// <inheritdoc/>
internal sealed record WeekdayFormat(string Of, DateFormat Date) : DatePartFormat(Of, Date)
{
    /// <summary>From Monday on.</summary>
    public static IReadOnlyList<string> Names { get; } = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public static int PlaceOf(string name) => Names.Index().First(day => day.Item == name).Index;

    [JsonIgnore]
    public override ColumnKind? Kind => ColumnKind.Categorical;

    public override string Describe() => $"the weekday of {Of}";

    public override bool TryRead(string cell, out double number)
    {
        var isDate = TryRead(cell, out var days, out _);
        number = (days % 7 + 10) % 7; // 1970 began on a Thursday
        return isDate;
    }

    public override string Write(double number) => Names[(int)number];

    public override string Plain(string cell, CellWords words) =>
        TryRead(cell, out var number) ? Write(number) : words.IsMissingNumber(cell) ? "" : cell;
}

/// <summary>The times of day of dates, as seconds since midnight.</summary>
/// <inheritdoc/>
internal sealed record ClockFormat(string Of, DateFormat Date) : DatePartFormat(Of, Date)
{
    private static readonly TimeFormat Time = new("HH:mm:ss");

    [JsonIgnore]
    public override ColumnKind? Kind => ColumnKind.NumericMixture;

    public override string Describe() => $"the time of day of {Of}";

    public override bool TryRead(string cell, out double number) => TryRead(cell, out _, out number) || Time.TryRead(cell, out number);

    public override string Write(double number) => Time.Write(number);
}
