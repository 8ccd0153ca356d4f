namespace Elbo.Data.Tables;

/// <summary>Numbers whose digits are in groups of three: <c>12,847.50</c>, <c>12.847,50</c>, <c>12'847.50</c>.</summary>
internal static class GroupedNumber
{
    private const int Group = 3;

    /// <summary>The number with a point and without groups; an empty text, which is not a number, if it is not written so.</summary>
    /// <param name="cell">The number.</param>
    /// <param name="point">The sign before its decimals, a point or a comma.</param>
    public static string Plain(string cell, char point)
    {
        cell = CellText.WithAsciiMinus(cell);
        var at = cell.IndexOf(point, StringComparison.Ordinal);
        var whole = at < 0 ? cell : cell[..at];
        var start = whole is ['-' or '+', ..] ? 1 : 0;
        var sign = whole.AsSpan(start).IndexOfAny(point == '.' ? ",' \u00A0\u202F" : ".' \u00A0\u202F");
        if (sign < 0)
            return at < 0 ? cell : $"{whole}.{cell[(at + 1)..]}";
        var groups = whole[start..].Split(whole[start + sign]);
        var areGroups = groups[0] is [not '0', ..] and { Length: <= Group } && groups.Skip(1).All(group => group.Length == Group)
            && groups.All(group => group.All(char.IsAsciiDigit));
        return areGroups ? $"{whole[..start]}{string.Concat(groups)}{(at < 0 ? "" : $".{cell[(at + 1)..]}")}" : "";
    }

    /// <summary>Whether all cells are numbers with that sign before their decimals.</summary>
    public static bool Suits(IReadOnlyList<string> cells, char point) => cells.All(cell => CellWords.Default.TryNumber(Plain(cell, point), out _));

    /// <summary>Whether a cell may be a number in groups or with a decimal comma, which only an option decides.</summary>
    public static bool IsOne(string cell) =>
        !CellWords.Default.TryNumber(cell, out _)
        && (CellWords.Default.TryNumber(Plain(cell, '.'), out _) || CellWords.Default.TryNumber(Plain(cell, ','), out _));
}
