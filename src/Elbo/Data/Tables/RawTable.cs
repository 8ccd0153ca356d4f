using Elbo.Files;

namespace Elbo.Data.Tables;

/// <summary>A table file as text, every row as wide as the header.</summary>
/// <param name="Path">The file.</param>
/// <param name="Names">The header.</param>
/// <param name="Rows">Cells as they stand; those that were not quoted are trimmed.</param>
/// <param name="Places">Place of each row in the file, for people: <c>line 7</c>.</param>
internal sealed record RawTable(string Path, IReadOnlyList<string> Names, IReadOnlyList<string[]> Rows, IReadOnlyList<string> Places)
{
    /// <summary>The cells as they are written, where <see cref="Rows"/> has the plain numbers of formatted ones.</summary>
    public IReadOnlyList<string[]> Written { get => field ?? Rows; init; }

    /// <summary>How the cells of columns are written that are not plain numbers or texts, by the column's name.</summary>
    public IReadOnlyDictionary<string, CellFormat> Formats { get; init; } = new Dictionary<string, CellFormat>();

    /// <summary>More cells than this are not read.</summary>
    public const long MostCells = 1L << 28;

    /// <summary>Columns whose values are not read, with the reason; their cells are empty.</summary>
    public IReadOnlyDictionary<string, string> Unread { get; init; } = new Dictionary<string, string>();

    /// <summary>How the file was read where it is not obvious, in clauses.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The column of row names that has no name in the file, by the name that it was given; null without one.</summary>
    public string? Index { get; init; }

    /// <summary>Why a column is skipped whatever its cells are; null if they decide.</summary>
    public string? ReasonToSkip(string name) => name == Index ? "the names of the rows, a column without a name"
        : Unread.GetValueOrDefault(name);

    /// <summary>Whether its numbers are texts, which may have decimal commas.</summary>
    public bool IsText { get; init; }

    /// <summary>How its cells are understood.</summary>
    public CellWords Words { get; init; } = CellWords.Default;

    /// <summary>The place of each column by its name.</summary>
    public Dictionary<string, int> ColumnPlaces() => Names.Index().ToDictionary(column => column.Item, column => column.Index, StringComparer.Ordinal);

    /// <summary>Reads the file in the format of its ending; any that is not one of tables as separated values.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How text is read; null for the defaults.</param>
    /// <param name="needed">Columns that are known: a header that holds them needs no other check.</param>
    /// <param name="kinds">Kinds by column name, where the guess is not wanted.</param>
    /// <exception cref="DataException">The file cannot be read, has no rows, a row of another width, or two columns of one name.</exception>
    public static RawTable Read(
        string path, DataOptions? options, IEnumerable<Column>? needed = null,
        IReadOnlyDictionary<string, ColumnKind>? kinds = null)
    {
        var known = needed?.ToArray();
        var source = new TableSource(path, options ?? new(), [.. (known ?? []).Select(column => column.Source).Distinct()]);
        var raw = GzipFile.Read(path, stream => (FileFormat.Of(path).Table ?? TextTable.Read)(stream, source));
        return ColumnFormats.Apply(raw, source.Options, kinds, known);
    }
}

/// <summary>A table file to read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Options">How text is read.</param>
/// <param name="Needed">Names of columns that it must have; empty if none are known.</param>
internal sealed record TableSource(string Path, DataOptions Options, IReadOnlyList<string> Needed);

/// <param name="Column">The column that does: one that is not learned from, with another value in every row.</param>
/// <param name="Values">The name of each row, shape [N].</param>
internal sealed record RowIds(string Column, IReadOnlyList<string> Values)
{
    /// <summary>The first such column; null if there is none.</summary>
    internal static RowIds? Find(RawTable raw, IReadOnlyList<Column> learned)
    {
        var names = learned.SelectMany(column => new[] { column.Name, column.Source }).ToHashSet(StringComparer.Ordinal);
        foreach (var (place, name) in raw.Names.Index())
            if (!names.Contains(name))
            {
                string[] values = [.. raw.Written.Select(cells => cells[place])];
                if (values.Where(cell => cell.Length > 0).Distinct(StringComparer.Ordinal).Count() == values.Length)
                    return new(name, values);
            }
        return null;
    }
}
