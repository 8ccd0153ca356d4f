using System.Globalization;
using System.Xml;

namespace Elbo.Data.Tables;

/// <summary>Durations, as seconds: hours, minutes and seconds such as <c>37:10:05</c>, or ISO 8601 such as <c>PT1H30M</c>.</summary>
/// <param name="IsIso">Whether they are written as ISO 8601.</param>
internal sealed record DurationFormat(bool IsIso) : CellFormat
{
    private const double Most = 3e8;

    /// <summary>The format of a column's cells; null if they are something else.</summary>
    public static DurationFormat? Find(IReadOnlyList<string> cells) =>
        cells[0].Length > 2 && (cells[0].Contains(':', StringComparison.Ordinal) || cells[0] is ['P', ..] or ['-', 'P', ..])
            ? new DurationFormat[] { new(false), new(true) }.FirstOrDefault(format => cells.All(cell => format.TryRead(cell, out _)))
            : null;

    /// <inheritdoc/>
    public override string Describe() => $"durations as {(IsIso ? "PT1H30M" : "h:mm:ss")}";

    /// <inheritdoc/>
    public override bool TryRead(string cell, out double number)
    {
        number = 0;
        if (IsIso)
        {
            if (cell is not (['P', ..] or ['-', 'P', ..]))
                return false;
            try
            {
                number = Math.Round(XmlConvert.ToTimeSpan(cell).TotalSeconds);
                return Math.Abs(number) < Most;
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                return false;
            }
        }
        var isNegative = cell is ['-', ..];
        var parts = (isNegative ? cell[1..] : cell).Split(':');
        if (parts.Length != 3 || parts[1..].Any(part => part.Length != 2)
            || !parts.All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            return false;
        double[] numbers = [.. parts.Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
        number = (isNegative ? -1 : 1) * (3600 * numbers[0] + 60 * numbers[1] + numbers[2]);
        return numbers[1] < 60 && numbers[2] < 60 && Math.Abs(number) < Most;
    }

    /// <inheritdoc/>
    public override string Write(double number)
    {
        var seconds = (long)Math.Round(Math.Abs(number));
        return IsIso ? XmlConvert.ToString(TimeSpan.FromSeconds(number < 0 ? -seconds : seconds))
            : string.Create(CultureInfo.InvariantCulture, $"{(number < 0 ? "-" : "")}{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}");
    }
}
