using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Elbo.Data.Tables;

/// <summary>Rows of values under columns of several kinds. A cell is a number, the index of a category, or NaN where it is missing.</summary>
public sealed class Table
{
    private readonly double[] cells;

    /// <summary>Takes the cells over; nothing is copied.</summary>
    /// <param name="columns">At least one; none is skipped.</param>
    /// <param name="cells">Row by row, shape [N, C].</param>
    /// <exception cref="DataException">The number of cells is not a multiple of the columns.</exception>
    public Table(IReadOnlyList<Column> columns, double[] cells)
    {
        if (columns.Count == 0 || cells.Length % columns.Count != 0)
            throw new DataException($"{cells.Length} cells are no whole number of rows of {columns.Count} columns.");
        (Columns, this.cells, Count) = (columns, cells, cells.Length / columns.Count);
    }

    /// <summary>Reads a table and guesses the kinds of its columns.</summary>
    /// <param name="path">A CSV file with a header, or a Parquet file.</param>
    /// <param name="kinds">Kinds by column name, where the guess is not wanted.</param>
    /// <exception cref="DataException">The file is missing or damaged, a name is unknown, or a cell is not what its column's kind allows.</exception>
    public static Table Read(string path, IReadOnlyDictionary<string, ColumnKind>? kinds = null) => TableFile.Read(path, kinds);

    /// <summary>The columns, C.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The number of rows, N.</summary>
    public int Count { get; }

    /// <summary>The columns of its file, those that are not learned too; null if they are not known.</summary>
    internal IReadOnlyList<FileColumn>? File { get; init; }

    /// <summary>Every cell, row by row, shape [N, C].</summary>
    public ReadOnlySpan<double> Cells => cells;

    /// <summary>One cell.</summary>
    public double this[int row, int column] => cells[row * Columns.Count + column];

    /// <summary>One row, shape [C].</summary>
    public ReadOnlySpan<double> Row(int row) => cells.AsSpan(row * Columns.Count, Columns.Count);

    /// <summary>The values of a column, shape [N].</summary>
    public double[] Values(int column) => [.. Enumerable.Range(0, Count).Select(row => this[row, column])];

    /// <summary>The rows at <paramref name="rows"/>, copied, in that order.</summary>
    public Table Select(IReadOnlyList<int> rows) => new(Columns, Gather(rows)) { File = File };

    /// <summary>Some columns of every row, copied, in that order.</summary>
    internal Table OfColumns(IReadOnlyList<int> columns) =>
        new([.. columns.Select(column => Columns[column])], [.. Enumerable.Range(0, Count).SelectMany(row => columns.Select(column => this[row, column]))]);

    /// <summary>These rows with other cells.</summary>
    /// <param name="other">Shape [N, C].</param>
    public Table With(double[] other) => new(Columns, other) { File = File };

    private double[] Gather(IReadOnlyList<int> rows)
    {
        var chosen = new double[rows.Count * Columns.Count];
        for (var i = 0; i < rows.Count; i++)
            Row(rows[i]).CopyTo(chosen.AsSpan(i * Columns.Count));
        return chosen;
    }

    /// <summary>SHA-256 over the columns and the cells, in lower-case hexadecimal.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var column in Columns)
            hash.AppendData(Encoding.UTF8.GetBytes($"{column.Name}\t{column.Kind.Name()}\t{string.Join('\t', column.Categories)}\n"));
        hash.AppendData(MemoryMarshal.AsBytes(cells.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
