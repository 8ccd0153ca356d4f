using System.Globalization;
using System.Text.Json.Serialization;

namespace Elbo.Data.Tables;

/// <summary>Times of day, as seconds since midnight.</summary>
/// <param name="Pattern">As .NET writes it: <c>HH:mm</c>.</param>
internal sealed record TimeFormat(string Pattern) : CellFormat
{
    private static readonly string[] Patterns = ["HH:mm:ss", "HH:mm", "H:mm:ss", "H:mm", "h:mm tt", "hh:mm tt", "h:mm:ss tt"];

    /// <summary>The format of a column's cells; null if they are something else.</summary>
    public static TimeFormat? Find(IReadOnlyList<string> cells) =>
        cells[0].Contains(':', StringComparison.Ordinal)
            ? Patterns.Select(pattern => new TimeFormat(pattern)).FirstOrDefault(format => cells.All(cell => format.TryRead(cell, out _)))
            : null;

    /// <summary>Intervals, for a bell curve would end at midnight, where the next day begins.</summary>
    [JsonIgnore]
    public override ColumnKind? Kind => ColumnKind.NumericMixture;

    /// <inheritdoc/>
    public override string Describe() => $"times of day as {Pattern}";

    /// <inheritdoc/>
    public override bool TryRead(string cell, out double number)
    {
        var isTime = TimeOnly.TryParseExact(cell, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        number = time.ToTimeSpan().TotalSeconds;
        return isTime;
    }

    /// <inheritdoc/>
    public override string Write(double number) =>
        TimeOnly.FromTimeSpan(TimeSpan.FromSeconds(Math.Clamp(number, 0, 86_399))).ToString(Pattern, CultureInfo.InvariantCulture);
}
