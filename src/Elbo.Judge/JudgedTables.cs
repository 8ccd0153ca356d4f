using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Data.Tables;

namespace Elbo.Judge;

/// <summary>Real rows, synthetic rows and, if there are any, real rows that the generator has not seen, with the same columns and categories.</summary>
/// <param name="Real">The rows that the synthetic ones are to resemble.</param>
/// <param name="Synthetic">The rows to judge.</param>
/// <param name="Test">Held-out real rows; null for none.</param>
internal sealed record JudgedTables(Table Real, Table Synthetic, Table? Test)
{
    private const int MostNames = 5;

    /// <summary>Names that only some of the tables have, in clauses.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public IReadOnlyList<Column> Columns => Real.Columns;

    /// <summary>Takes tables of the same columns, as a run has them.</summary>
    public static JudgedTables Of(Table real, Table synthetic, Table? test)
    {
        Column[] columns = [.. real.Columns.Select(Widened)];
        return new(With(real, columns), With(synthetic, columns), test is null ? null : With(test, columns));
    }

    /// <summary>Reads files; the kinds of columns are guessed from the real rows, and the other files may have more columns.</summary>
    /// <exception cref="DataException">A file cannot be read, lacks a column, or has cells that cannot be compared with those of the real rows.</exception>
    public static JudgedTables Read(
        string real, string synthetic, string? test, IReadOnlyDictionary<string, ColumnKind>? kinds = null, DataOptions? options = null)
    {
        var first = TableFile.Read(real, kinds, options);
        Column[] columns = [.. first.Columns.Select(Widened)];
        var notes = new List<string>();
        var second = ReadAs(synthetic, real, ref columns, options, notes);
        var third = test is null ? null : ReadAs(test, real, ref columns, options, notes);
        return new(With(first, columns), With(second, columns), third is null ? null : With(third, columns)) { Notes = notes };
    }

    /// <summary>At most some rows, drawn without replacement, always the same.</summary>
    public static Table Sample(Table rows, int most, ulong seed) =>
        rows.Count <= most ? rows : rows.Select([.. Shuffle.Permutation(rows.Count, seed, 0).Take(most)]);

    private static Table ReadAs(string path, string real, ref Column[] columns, DataOptions? options, List<string> notes)
    {
        var (table, unknown) = TableFile.ReadWithUnknown(path, columns, options);
        var cells = table.Cells.ToArray();
        var more = columns.Select(column => column.Categories.ToList()).ToArray();
        foreach (var cell in unknown)
        {
            var column = columns[cell.Column];
            if (!column.Kind.HasNames())
                throw new DataException($"{path}, {cell.Message} {real} has numbers in that column. "
                    + $"Correct the cell, or judge the column as names with {ColumnWords.Option(column.Name, "categorical")}.");
            var name = cell.Text.Trim();
            var index = more[cell.Column].IndexOf(name);
            if (index < 0)
            {
                index = more[cell.Column].Count;
                more[cell.Column].Add(name);
            }
            cells[(cell.Row - 1) * columns.Length + cell.Column] = index;
        }
        foreach (var (i, column) in columns.Index())
        {
            if (more[i].Count == column.Categories.Count)
                continue;
            var (place, width) = (i, columns.Length);
            var there = Enumerable.Range(0, table.Count).Select(row => cells[row * width + place]).Where(cell => !double.IsNaN(cell)).ToList();
            string[] news = [.. more[i].Skip(column.Categories.Count)];
            if (there.TrueForAll(cell => cell >= column.Categories.Count))
                throw new DataException($"{path}, column {column.Name} has none of the names that {real} has there: it has {Listing(news)}, not "
                    + $"{Listing(column.Categories)}. Spell them as in {real}, or leave the column out with {ColumnWords.Option(column.Name, "skip")}.");
            notes.Add($"in column {column.Name}, {path} has {(news.Length == 1 ? "a name" : $"{news.Length} names")} not in {real}: {Listing(news)}");
        }
        columns = [.. columns.Select((column, i) => more[i].Count == column.Categories.Count ? column
            : column with { Kind = ColumnKind.Categorical, Categories = more[i] })];
        return new(columns, cells);
    }

    private static string Listing(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames).Select(name => $"'{name}'")) + (names.Count > MostNames ? ", …" : "");

    /// <summary>A synthetic number need not be whole or above 0.</summary>
    private static Column Widened(Column column) => column.Kind is ColumnKind.Positive or ColumnKind.Count ? column with { Kind = ColumnKind.Real } : column;

    private static Table With(Table table, IReadOnlyList<Column> columns) => new(columns, table.Cells.ToArray());
}
