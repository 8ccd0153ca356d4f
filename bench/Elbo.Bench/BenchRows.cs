using Elbo.Compute.Randomness;
using Elbo.Data.Tables;

namespace Elbo.Bench;

/// <summary>A table like UCI's Adult: 32,000 rows × 15 columns of five kinds, drawn at random. Speed does not depend on what the rows say.</summary>
internal static class BenchRows
{
    public const int Count = 32_000;

    /// <summary>Categories of Adult's columns of names.</summary>
    private static readonly int[] Categories = [9, 16, 7, 15, 6, 5, 42];

    public static TableSet Create()
    {
        Column[] columns =
        [
            .. Numbers("real", ColumnKind.Real, 3), .. Numbers("positive", ColumnKind.Positive, 1), .. Numbers("count", ColumnKind.Count, 2),
            .. Enumerable.Range(1, 2).Select(i => new Column($"binary {i}", ColumnKind.Binary, ["no", "yes"])),
            .. Categories.Select(count => new Column($"names of {count}", ColumnKind.Categorical, [.. Enumerable.Range(0, count).Select(c => $"{c}")])),
        ];
        var (cells, normal) = (new double[Count * columns.Length], new float[columns.Length]);
        var random = new Philox(0, RandomStream.Prior);
        for (var row = 0; row < Count; row++)
        {
            random.FillNormal(row, normal);
            foreach (var (i, column) in columns.Index())
                cells[row * columns.Length + i] = Cell(column, normal[i]);
        }
        var table = new Table(columns, cells);
        return new(table, TableEncoding.Of(table));
    }

    private static IEnumerable<Column> Numbers(string name, ColumnKind kind, int count) =>
        Enumerable.Range(1, count).Select(i => new Column($"{name} {i}", kind, []));

    private static double Cell(Column column, float normal) => column.Kind switch
    {
        ColumnKind.Real => normal,
        ColumnKind.Positive => Math.Exp(normal),
        ColumnKind.Count => Math.Floor(10 * Math.Exp(normal)),
        _ => (int)(Math.Abs(normal) * 1000) % column.Categories.Count,
    };
}
