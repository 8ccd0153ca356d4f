namespace Elbo.Data.Tables;

/// <summary>Reads the cells of a known column: numbers, the indices of names, and NaN where missing.</summary>
/// <param name="column">The column.</param>
/// <param name="words">How cells are understood.</param>
/// <param name="isUnknownInfinite">True refuses infinite numbers, which otherwise count as missing.</param>
internal sealed class CellReader(Column column, CellWords words, bool isUnknownInfinite)
{
    private const int Shown = 12;

    private readonly bool hasNames = column.Kind.HasNames();
    private readonly Dictionary<string, int> indices = column.Categories.Index().ToDictionary(pair => pair.Item, pair => pair.Index);

    /// <summary>The column.</summary>
    public Column Column => column;

    /// <summary>The value of a cell as most are; null for another, which <see cref="Unusual"/> may know.</summary>
    public double? Usual(string cell) => hasNames
        ? indices.TryGetValue(cell, out var index) ? index : null
        : words.TryNumber(cell, out var number) && Allows(number) && !words.HasMarks ? number : null;

    /// <summary>The value of a cell that is not as most are; null if the column does not allow it. For one thread at a time.</summary>
    public double? Unusual(string cell) =>
        hasNames && Category(cell) is { } index ? index
        : words.IsMissing(cell, column) && !(isUnknownInfinite && CellWords.IsInfinite(cell)) ? double.NaN
        : !hasNames && words.TryNumber(cell, out var number) && Allows(number) ? number
        : column.Other is not null ? column.Categories.Count - 1
        : null;

    /// <summary>Whether a number is one that the column may hold.</summary>
    public bool Allows(double number) => column.Kind switch
    {
        ColumnKind.Positive => number > 0,
        ColumnKind.Count => number >= 0 && number == Math.Floor(number),
        _ => true,
    };

    /// <summary>Whether a cell is a word that counts as missing among numbers although it may be a value.</summary>
    public bool IsWord(string cell) => words.AreNumbers(column) && !(cell.Length > 0 && char.IsAsciiDigit(cell[0]))
        && words.IsMissing(cell, column) && !words.IsMissing(cell) && !(isUnknownInfinite && CellWords.IsInfinite(cell));

    /// <summary>The remark about such a word.</summary>
    public string NoteOf(string word) => $"in column {column.Name}, '{word}' counts as missing";

    /// <summary>Where a cell is that the column does not allow, and what it allows.</summary>
    /// <param name="place">Its row, for people.</param>
    /// <param name="cell">The cell.</param>
    public string Refusal(string place, string cell) => $"{place}, column {column.Name} holds '{cell}'; "
        + $"{(column.Format is null && !column.Kind.HasNames() && CellWords.IsTooLarge(cell) ? "numbers are at most 1.8E+308" : Allowed())}.";

    private string Allowed() => column.Kind switch
    {
        _ when column.Format is { } format and not WeekdayFormat => $"the column holds {format.Describe()}",
        ColumnKind.Real or ColumnKind.NumericMixture => $"a {column.Kind.Name()} column holds numbers",
        ColumnKind.Positive => "a positive column holds numbers above 0",
        ColumnKind.Count => "a count column holds whole numbers from 0 on",
        _ => $"a {column.Kind.Name()} column holds one of {string.Join(", ", column.Categories.Take(Shown))}{(column.Categories.Count > Shown ? ", …" : "")}",
    };

    /// <summary>The category that a cell names; numbers by their value, however they are written.</summary>
    private int? Category(string cell)
    {
        if (indices.TryGetValue(cell, out var index) || indices.TryGetValue(cell.Trim(), out index))
            return index;
        if (words.IsBeyondDouble(cell) || !words.TryNumber(cell, out var number))
            return null;
        for (var i = 0; i < column.Categories.Count; i++)
            if (!words.IsBeyondDouble(column.Categories[i]) && words.TryNumber(column.Categories[i], out var category) && category == number)
                return indices[cell] = i; // the next such cell is found at once
        return null;
    }
}
