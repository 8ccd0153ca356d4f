using System.Globalization;

namespace Elbo.Data.Tables;

/// <summary>Dates, as days since 1970, or with a time as seconds since then.</summary>
/// <param name="Pattern">As .NET writes it: <c>dd.MM.yyyy HH:mm</c>.</param>
internal sealed record DateFormat(string Pattern) : CellFormat
{
    private static readonly string[] Dates =
    [
        "yyyy-MM-dd", "yyyy/MM/dd", "yyyy.MM.dd",
        "dd.MM.yyyy", "d.M.yyyy", "dd/MM/yyyy", "d/M/yyyy", "dd-MM-yyyy", "d-M-yyyy", "dd.MM.yy", "dd/MM/yy",
        "MM/dd/yyyy", "M/d/yyyy", "MM-dd-yyyy", "M-d-yyyy", "MM.dd.yyyy", "MM/dd/yy",
        "dd MMM yyyy", "d MMM yyyy", "dd-MMM-yyyy", "d-MMM-yyyy", "MMM d, yyyy", "MMM dd, yyyy", "MMMM d, yyyy", "d MMMM yyyy",
    ];

    private static readonly string[] Times =
        ["", " HH:mm:ss", " HH:mm", "'T'HH:mm:ss", "'T'HH:mm", "'T'HH:mm:ss'Z'", "'T'HH:mm:ss.fff'Z'", " HH:mm:ss.fff", " h:mm tt", " h:mm:ss tt"];

    private static readonly DateTime Start = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>True where no cell says whether day or month is first.</summary>
    public bool IsAmbiguous { get; init; }

    /// <summary>The pattern as people write it.</summary>
    internal string Words => Pattern.Replace("'", "", StringComparison.Ordinal);

    internal bool HasTime => Pattern.Contains(":mm", StringComparison.Ordinal);

    private bool IsDayFirst => Pattern[0] == 'd';

    /// <summary>The format of a column's cells; null if they are something else.</summary>
    /// <param name="cells">At least one; none is missing.</param>
    /// <param name="isDayFirst">Whether the day is before the month; null if the cells decide. If they do not, it is before it.</param>
    public static DateFormat? Find(IReadOnlyList<string> cells, bool? isDayFirst)
    {
        var all = Suiting(cells).ToArray();
        var found = isDayFirst is { } first ? Array.Find(all, format => !format.IsNumeric || format.IsDayFirst == first) : all.FirstOrDefault();
        return found is null ? null : found with
        {
            IsAmbiguous = isDayFirst is null && found.IsDayFirst && all.Any(format => format.Pattern[0] == 'M' && format.IsNumeric),
        };
    }

    /// <summary>Two formats that dates of a column are written in, if no single one suits all; null if they are something else.</summary>
    public static (DateFormat First, DateFormat Second, string Cell)? FindSeveral(IReadOnlyList<string> cells)
    {
        if (cells.Count == 0 || Suiting([cells[0]]).ToArray() is not [var first, ..] all
            || cells.FirstOrDefault(cell => !all.Any(format => format.TryRead(cell, out _))) is not { } other
            || Suiting([other]).FirstOrDefault() is not { } second)
            return null;
        return (first, second, other);
    }

    /// <inheritdoc/>
    public override string Describe() =>
        $"dates{(HasTime ? " and times" : "")} as {Words}"
        + (IsAmbiguous ? ", assumed with the day first (otherwise --dates month-first)" : "");

    /// <inheritdoc/>
    public override bool TryRead(string cell, out double number)
    {
        number = 0;
        if (!DateTime.TryParseExact(
                cell, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date))
            return false;
        number = HasTime ? (date - Start).TotalSeconds : (date - Start).TotalDays;
        return true;
    }

    /// <inheritdoc/>
    public override string Write(double number)
    {
        var most = (DateTime.MaxValue - Start).TotalSeconds;
        var seconds = Math.Clamp(HasTime ? number : Math.Round(number) * 86_400, (DateTime.MinValue - Start).TotalSeconds, Math.Floor(most));
        return Start.AddSeconds(seconds).ToString(Pattern, CultureInfo.InvariantCulture);
    }

    private bool IsNumeric => Pattern[0] != 'y' && !Pattern.Contains("MMM", StringComparison.Ordinal);

    /// <summary>Formats under which all cells are dates; years from 1000 to 2999.</summary>
    private static IEnumerable<DateFormat> Suiting(IReadOnlyList<string> cells) =>
        cells[0].Length is < 6 or > 30 || !cells[0].Any(char.IsAsciiDigit) ? []
        : Dates.SelectMany(date => Times, (date, time) => new DateFormat(date + time))
            .Where(format => cells.All(cell => format.TryRead(cell, out var number) && Math.Abs(number) < (format.HasTime ? 4e10 : 4e5)));
}
