using Elbo.Compute.Randomness;

namespace Elbo.Data.Tables;

/// <summary>A table, split into rows that are learned from and rows that are held out.</summary>
/// <param name="Name">The file it came from.</param>
/// <param name="Train">The training rows.</param>
/// <param name="Test">The held-out rows.</param>
public sealed record TableDataset(string Name, TableSet Train, TableSet Test)
{
    /// <summary>One row in so many is held out.</summary>
    private const int HeldOutShare = 10;

    /// <summary>The rows to choose a model by; null where none were taken.</summary>
    public TableSet? Validation { get; init; }

    /// <summary>How the rows go into a model: the statistics of the training rows.</summary>
    public TableEncoding Encoding => Train.Encoding;

    /// <summary>Reads a table and holds a tenth of its rows out, drawn at random but the same ones every time: files are often sorted.</summary>
    /// <param name="path">A CSV file with a header.</param>
    /// <param name="kinds">Kinds by column name, where the guess is not wanted.</param>
    /// <exception cref="DataException">The file is missing or damaged, or has fewer than two rows.</exception>
    public static TableDataset Load(string path, IReadOnlyDictionary<string, ColumnKind>? kinds = null) => Of(path, TableFile.Read(path, kinds));

    /// <summary>Reads a table as one that was learned from.</summary>
    /// <param name="path">A CSV file with a header.</param>
    /// <param name="encoding">That of the run.</param>
    /// <exception cref="DataException">The file is missing or damaged, or a cell is not what its column allows.</exception>
    public static TableDataset Load(string path, TableEncoding encoding)
    {
        var (train, test) = Split(path, TableFile.ReadRows(path, encoding));
        return new(path, train, test);
    }

    /// <summary>Splits a table in memory.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="table">At least two rows.</param>
    /// <exception cref="DataException">There are fewer than two rows.</exception>
    public static TableDataset Of(string name, Table table)
    {
        // The encoding is that of the training rows, which are not known before.
        var (train, test) = Split(name, new(table, new TableEncoding([])));
        var encoding = TableEncoding.Of(train.Table);
        return new(name, train.With(encoding), test.With(encoding));
    }

    /// <summary>Takes the last training rows as the validation split.</summary>
    /// <param name="count">Rows to take, at least 1 and fewer than there are to train on.</param>
    /// <exception cref="DataException">The count leaves no row on one side.</exception>
    public TableDataset WithValidation(int count) => count >= 1 && count < Train.Count
        ? this with { Train = Train.Slice(0, Train.Count - count), Validation = Train.Slice(Train.Count - count, count) }
        : throw new DataException($"{count} validation rows were asked for, but {Name} has {Train.Count} to train on; at least 1 must be taken and at least 1 left. {(Train.Count > 1 ? $"Choose from 1 to {Train.Count - 1}." : "Give more rows.")}");

    private static (TableSet Train, TableSet Test) Split(string name, TableSet rows)
    {
        if (rows.Count < 2)
            throw new DataException($"{name} has {rows.Count} row; at least 2 are needed, to train on one and hold one out. Give more rows.");
        var order = Shuffle.Permutation(rows.Count, 0, 0);
        var heldOut = Math.Max(1, rows.Count / HeldOutShare);
        return (rows.Select([.. order[heldOut..].Order()]), rows.Select([.. order[..heldOut].Order()]));
    }
}
