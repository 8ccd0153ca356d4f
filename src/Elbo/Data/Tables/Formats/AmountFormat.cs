using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Elbo.Data.Tables;

/// <summary>Numbers with a currency, a percent sign, decimal commas or groups of three digits: <c>€ 1.234,50</c>, <c>$1,234.50</c>, <c>12 %</c>.</summary>
/// <param name="Before">What precedes every number, with its space.</param>
/// <param name="After">What follows every number, with its space.</param>
/// <param name="Point">The sign before the decimals.</param>
/// <param name="Group">The sign between groups of three digits; empty without groups.</param>
/// <param name="Digits">The most decimals.</param>
internal sealed partial record AmountFormat(string Before, string After, char Point, string Group, int Digits) : CellFormat
{
    private const string Currencies =
        "USD|EUR|GBP|CHF|JPY|CNY|SEK|NOK|DKK|PLN|CZK|HUF|CAD|AUD|NZD|INR|BRL|MXN|ZAR|KRW|TRY|ILS|SGD|HKD|kr|Fr\\.|Rs\\.?|R\\$";

    [JsonIgnore]
    public override int Decimals => Digits;

    /// <summary>Whether point and comma could change places: all numbers have one sign with three digits behind it, and points were taken for
    /// those before decimals.</summary>
    public bool IsAmbiguous { get; init; }

    /// <summary>Whether it tells how the file writes decimals.</summary>
    [JsonIgnore]
    public bool IsTelling => !IsAmbiguous && (Digits > 0 || Group is "." or ",");

    /// <summary>The format of a column's cells; null if they are something else, or plain numbers.</summary>
    /// <param name="cells">At least one; none is missing.</param>
    /// <param name="usual">The sign before decimals where it could be either: that of the file's other columns.</param>
    public static AmountFormat? Find(IReadOnlyList<string> cells, char usual = '.')
    {
        if (Amount().Match(CellText.WithAsciiMinus(cells[0])) is not { Success: true } first)
            return null;
        var (before, after) = (first.Groups["before"].Value, first.Groups["after"].Value);
        var numbers = new string[cells.Count];
        for (var i = 0; i < numbers.Length; i++)
            if (Bare(cells[i], before, after) is { Length: > 0 } bare)
                numbers[i] = bare;
            else
                return null;
        var (byPoint, byComma) = (GroupedNumber.Suits(numbers, '.'), GroupedNumber.Suits(numbers, ','));
        var point = byPoint && (usual == '.' || !byComma) ? '.' : ',';
        if (!byPoint && !byComma)
            return null;
        var group = numbers.Select(number => number.Split(point)[0]).Select(GroupSign).FirstOrDefault(sign => sign.Length > 0) ?? "";
        var digits = numbers.Max(number => number.IndexOf(point, StringComparison.Ordinal) is >= 0 and var at ? number.Length - at - 1 : 0);
        var isAmbiguous = point == '.' && byComma && numbers.Any(number => number.AsSpan().ContainsAny('.', ','));
        return before.Length + after.Length + group.Length == 0 && point == '.' || digits > 15
            ? null
            : new(before, after, point, group, digits) { IsAmbiguous = isAmbiguous };
    }

    /// <inheritdoc/>
    public override string Describe()
    {
        List<string> parts = [];
        if ((Before + After).Trim() is { Length: > 0 } sign)
            parts.Add($"in {sign}");
        if (Point == ',')
            parts.Add("with decimal commas");
        if (Group.Length > 0)
            parts.Add($"in groups of three digits as {Write(12345)}{(IsAmbiguous ? " (otherwise --decimal ,)" : "")}");
        return $"numbers {string.Join(", ", parts)}";
    }

    /// <inheritdoc/>
    public override bool TryRead(string cell, out double number)
    {
        number = 0;
        return Bare(cell.Trim(), Before, After) is { } bare && GroupedNumber.Plain(bare, Point) is { Length: > 0 } plain
            && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    /// <inheritdoc/>
    public override string Write(double number)
    {
        var plain = Math.Abs(number).ToString(Group.Length > 0 ? $"N{Digits}" : $"F{Digits}", CultureInfo.InvariantCulture);
        var text = string.Concat(plain.Select(sign => sign switch { ',' => Group, '.' => Point.ToString(), _ => sign.ToString() }));
        return $"{(number < 0 ? "-" : "")}{Before}{text}{After}";
    }

    /// <summary>The number without currency; null if the cell has another one.</summary>
    private static string? Bare(string cell, string before, string after)
    {
        cell = CellText.WithAsciiMinus(cell);
        var sign = cell is ['-' or '+', ..] && before.Length > 0 ? cell[..1] : "";
        var rest = cell[sign.Length..];
        return rest.StartsWith(before, StringComparison.Ordinal) && rest.EndsWith(after, StringComparison.Ordinal) && rest.Length > before.Length + after.Length
            ? sign + rest[before.Length..^after.Length]
            : null;
    }

    private static string GroupSign(string whole) =>
        whole.AsSpan().IndexOfAnyExceptInRange('0', '9') is var at && whole is ['-' or '+', ..] ? GroupSign(whole[1..]) : at < 0 ? "" : whole[at].ToString();

    [GeneratedRegex(@"^[-+]?(?<before>(\p{Sc}|" + Currencies + @")\s?)?[-+]?\d[\d.,' \u00A0\u202F]*?(?<after>\s?(\p{Sc}|%|" + Currencies + @"))?$")]
    private static partial Regex Amount();
}
