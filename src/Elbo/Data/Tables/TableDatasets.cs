using Elbo.Compute.Randomness;
using Elbo.Files;

namespace Elbo.Data.Tables;

/// <summary>Reads tables and holds a tenth of their rows out, drawn at random but the same ones every time: files are often sorted.</summary>
internal static class TableDatasets
{
    private const int HeldOutShare = 10;

    /// <summary>Reads a table.</summary>
    /// <param name="path">A CSV file with a header, or a Parquet file.</param>
    /// <param name="kinds">Kinds by column name, where the guess is not wanted.</param>
    /// <param name="options">How text is read; null for the defaults.</param>
    /// <exception cref="DataException">The file is missing or damaged, has fewer than two rows, or a cell to learn is so far from the others of its
    /// column that these cannot be distinguished.</exception>
    /// <exception cref="OptionsException">Options are out of range.</exception>
    public static Dataset<TableSet> Load(string path, IReadOnlyDictionary<string, ColumnKind>? kinds = null, DataOptions? options = null)
    {
        options?.Validate();
        return Of(path, TableFile.Read(path, kinds, options)) with { Options = options };
    }

    /// <param name="path">A CSV file with a header, or a Parquet file.</param>
    /// <param name="encoding">That of the run.</param>
    /// <param name="options">How text is read; null for the defaults.</param>
    /// <param name="unknown">How to treat rows with a cell that its column does not allow.</param>
    /// <exception cref="DataException">The file is missing or damaged, or a cell is not what its column allows.</exception>
    internal static Dataset<TableSet> Load(
        string path, TableEncoding encoding, DataOptions? options = null, UnknownCells unknown = UnknownCells.Error) =>
        Split(path, TableFile.ReadRows(path, encoding, options, unknown)) with { Options = options };

    /// <summary>Splits a table in memory.</summary>
    /// <param name="name">The name of the data set.</param>
    /// <param name="table">At least two rows.</param>
    /// <exception cref="DataException">There are fewer than two rows, or a cell is so far from the others of its column that these cannot be
    /// distinguished.</exception>
    public static Dataset<TableSet> Of(string name, Table table)
    {
        // The encoding is that of the training rows, which are not known before.
        var split = Split(name, new(table, new TableEncoding([])));
        foreach (var (i, column) in table.Columns.Index())
            if (FarCell.Find(column.Kind, split.Train.Table.Values(i)) is { HidesOthers: true } far)
                throw new DataException(
                    $"{name}, {far.Describe(column.Name, $"row {Array.IndexOf(table.Values(i), far.Value) + 1}", TableFile.Cell(column, far.Value))} "
                    + "Nothing can be learned from this column next to that value: "
                    + $"leave the column out with --columns {CommandWords.Quote($"{column.Name}:skip")} if it must stay.");
        var encoding = TableEncoding.Of(split.Train.Table);
        return new(name, split.Train.With(encoding), split.Test.With(encoding));
    }

    /// <summary>How many rows of a table are trained on; the others are held out.</summary>
    internal static int TrainingRows(int rows) => rows - Math.Max(1, rows / HeldOutShare);

    private static Dataset<TableSet> Split(string name, TableSet rows)
    {
        if (rows.Count < 2)
            throw new DataException($"{name} has {rows.Count} row; at least 2 are needed, to train on one and hold one out. Give more rows.");
        var order = Shuffle.Permutation(rows.Count, 0, 0);
        var heldOut = rows.Count - TrainingRows(rows.Count);
        return new(name, rows.Select([.. order[heldOut..].Order()]), rows.Select([.. order[..heldOut].Order()]));
    }
}
