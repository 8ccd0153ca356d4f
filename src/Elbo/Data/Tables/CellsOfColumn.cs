namespace Elbo.Data.Tables;

/// <summary>The cells of a column that are not missing, and the numbers among them.</summary>
/// <param name="There">The cells, in order.</param>
/// <param name="Numbers">The values of those that are numbers, in order.</param>
/// <param name="FirstText">One that is not a number, rather than a word that marks missing numbers; null if all are numbers.</param>
/// <param name="Remark">Words whose meaning is not obvious, as a clause; empty without any.</param>
internal sealed record CellsOfColumn(IReadOnlyList<string> There, List<double> Numbers, string? FirstText, string Remark)
{
    private const int Shown = 3;

    /// <param name="cells">All cells of the column.</param>
    /// <param name="words">How they are understood.</param>
    public static CellsOfColumn Of(IReadOnlyList<string> cells, CellWords words)
    {
        List<string> there = [], texts = [];
        List<double> numbers = [];
        foreach (var cell in cells)
            if (!words.IsMissing(cell))
            {
                there.Add(cell);
                if (words.TryNumber(cell, out var number))
                    numbers.Add(number);
                else
                    texts.Add(cell);
            }
        if (texts.Count == 0)
            return new(there, numbers, null, "");
        string[] odd = [.. texts.Where(words.IsMissingNumber).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (odd.Length == 0)
            return new(there, numbers, texts[0], Missing(cells.Where(cell => !string.IsNullOrWhiteSpace(cell) && words.IsMissing(cell))));
        if (texts.Find(cell => !words.IsMissingNumber(cell)) is { } text)
            return new(there, numbers, text, numbers.Count * 2 < there.Count ? Names(odd) : "");
        return numbers.Count > 0
            ? new([.. there.Where(cell => words.TryNumber(cell, out _))], numbers, null, Missing(odd))
            : new(there, numbers, texts[0], Names(odd));
    }

    private static string Missing(IEnumerable<string> words) => Clause(words, "is missing", "are missing");

    private static string Names(string[] words) =>
        $"{Clause(words, "is a name", "are names")}, missing with --missing={string.Join(',', words.Take(Shown))}";

    private static string Clause(IEnumerable<string> words, string one, string many)
    {
        string[] listed = [.. words.Distinct(StringComparer.OrdinalIgnoreCase).Take(Shown).Select(word => $"'{word}'")];
        return listed.Length == 0 ? "" : $"{string.Join(", ", listed)} {(listed.Length == 1 ? one : many)}";
    }
}
