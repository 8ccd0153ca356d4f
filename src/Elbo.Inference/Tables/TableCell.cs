using System.Globalization;
using System.Text.Json;

namespace Elbo.Inference;

/// <summary>Cells of a program as a graph takes them: float64, NaN where missing, and texts, empty where missing; and back.</summary>
internal static class TableCell
{
    private static readonly string[] TrueWords = ["true", "yes", "1", "t", "y"], FalseWords = ["false", "no", "0", "f", "n"];

    private static readonly DateTime Start = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The number of a cell; infinite if it is not a number.</summary>
    public static double Number(TableColumn column, object? cell) => cell switch
    {
        null or DBNull => double.NaN,
        JsonElement json => Number(column, Plain(json)),
        bool truth => truth ? 1 : 0,
        string text => Parsed(column, text.Trim()),
        DateTime time when column.Unit == "days" => (time.Date - Start.Date).TotalDays,
        DateTime time when column.Unit == "seconds" => ((time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time) - Start).TotalSeconds,
        DateTime time when column.Unit is TableDates.Weeks or "time-of-day" => Part(column, time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time),
        DateTimeOffset time => Number(column, column.Unit == "days" ? time.DateTime : time.UtcDateTime),
        DateOnly date => Number(column, date.ToDateTime(default)),
        TimeOnly time when column.Unit == "time-of-day" => time.ToTimeSpan().TotalSeconds,
        TimeSpan span when column.Unit is "duration" or "time-of-day" => span.TotalSeconds,
        byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal or Half =>
            Convert.ToDouble(cell is Half half ? (float)half : cell, CultureInfo.InvariantCulture),
        _ => double.PositiveInfinity,
    };

    /// <summary>The text of a cell, spelled as the column's value that it equals.</summary>
    public static string Text(TableColumn column, object? cell) => cell switch
    {
        null or DBNull => "",
        JsonElement json => Text(column, Plain(json)),
        _ when TableDates.Weekday(column, cell) is { } weekday => weekday,
        string text => column.Values.Contains(text) ? text : Same(column, text.Trim()),
        double number when double.IsNaN(number) => "",
        float number when float.IsNaN(number) => "",
        bool truth => column.Values.FirstOrDefault(value => (truth ? TrueWords : FalseWords).Contains(value, StringComparer.OrdinalIgnoreCase))
            ?? (truth ? "true" : "false"),
        IFormattable value => Same(column, value.ToString(null, CultureInfo.InvariantCulture)),
        _ => cell.ToString() ?? "",
    };

    /// <summary>The reason why a column refuses a cell, as a clause; null for a valid cell.</summary>
    public static string? Fault(TableColumn column, double number) => double.IsNaN(number) ? null : column.Kind switch
    {
        _ when double.IsInfinity(number) => column.Unit is { } unit ? $"it takes a date or time, or finite {unit}" : "it takes finite numbers",
        "positive" when number <= 0 => "it takes numbers above 0",
        "count" when number < 0 || number != Math.Floor(number) => "it takes whole numbers from 0 on",
        _ => null,
    };

    /// <inheritdoc cref="Fault(TableColumn, double)"/>
    public static string? Fault(TableColumn column, string text) => text.Length == 0 || column.HasOther || column.Values.Contains(text) ? null
        : $"it takes one of {string.Join(", ", column.Values.Take(12))}{(column.Values.Count > 12 ? ", …" : "")}";

    /// <summary>A cell as a program expects it: a number, a text, a date or a time; null where it is missing.</summary>
    public static object? Of(TableColumn column, double number) => !double.IsFinite(number) ? null : column.Unit switch
    {
        "days" => DateOnly.FromDateTime(Start.AddDays(Math.Clamp(Math.Round(number), -719_162, 2_932_896))),
        "seconds" => Start.AddSeconds(Math.Clamp(number, -62_135_596_800, 253_402_300_799)),
        TableDates.Weeks => TableDates.Monday(number),
        "time-of-day" => TimeOnly.FromTimeSpan(TimeSpan.FromSeconds(Math.Clamp(number, 0, 86_399))),
        "duration" => TimeSpan.FromSeconds(Math.Clamp(number, -9e11, 9e11)),
        _ => number,
    };

    private static double Part(TableColumn column, DateTime date) => column.Unit == TableDates.Weeks ? TableDates.Week(date) : date.TimeOfDay.TotalSeconds;

    private static object? Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.String => json.GetString(),
        _ => json.GetRawText(),
    };

    private static double Parsed(TableColumn column, string text)
    {
        if (text.Length == 0)
            return double.NaN;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number;
        return column.Unit switch
        {
            "days" or "seconds" or TableDates.Weeks when DateTime.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) => Number(column, time),
            "time-of-day" when TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) => Number(column, time),
            "time-of-day" when column.Of is not null && DateTime.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) => Number(column, date),
            "duration" when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) => Number(column, span),
            _ => double.PositiveInfinity,
        };
    }

    /// <summary>1 and 1.0 are one value.</summary>
    private static string Same(TableColumn column, string text) => column.Values.Contains(text) ? text
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? column.Values.FirstOrDefault(value =>
                double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var known) && known == number) ?? text
        : text;
}
