using System.Numerics;
using System.Runtime.InteropServices;
using Elbo.Data.Tables;

namespace Elbo.Judge;

/// <summary>Distances of rows to the rows of a table, after Gower (1971): the mean over the columns of |a − b| / range for numbers, and of 0 or 1 for names.
/// A missing cell is at distance 0 from another and 1 from any other.</summary>
internal sealed class RowDistances
{
    private readonly IReadOnlyList<Column> columns;
    private readonly float[][] cells; // [C, N], padded to whole vectors.
    private readonly double[] least, range;

    /// <param name="rows">The rows to measure to.</param>
    /// <param name="scale">The rows whose ranges are the units of numbers.</param>
    public RowDistances(Table rows, Table scale)
    {
        (columns, Count) = (rows.Columns, rows.Count);
        (least, range) = (new double[columns.Count], new double[columns.Count]);
        for (var i = 0; i < columns.Count; i++)
        {
            double[] there = [.. scale.Values(i).Where(cell => !double.IsNaN(cell))];
            least[i] = there.Length == 0 ? 0 : there.Min();
            range[i] = there.Length == 0 || there.Max() - least[i] is not (> 0 and var width) ? 1 : width;
        }
        var padded = (Count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        cells = new float[columns.Count][];
        for (var i = 0; i < columns.Count; i++)
        {
            cells[i] = new float[padded];
            for (var row = 0; row < Count; row++)
                cells[i][row] = Unit(i, rows[row, i]);
        }
    }

    public int Count { get; }

    /// <summary>The distances to the nearest row and to the second nearest.</summary>
    /// <param name="row">Shape [C].</param>
    /// <param name="memory">Reused between calls of a thread.</param>
    public (double First, double Second) Nearest(ReadOnlySpan<double> row, ref float[]? memory)
    {
        memory ??= new float[cells[0].Length];
        Array.Clear(memory);
        var sums = MemoryMarshal.Cast<float, Vector<float>>(memory.AsSpan());
        for (var i = 0; i < columns.Count; i++)
        {
            var own = new Vector<float>(Unit(i, row[i]));
            var others = MemoryMarshal.Cast<float, Vector<float>>(cells[i].AsSpan());
            if (columns[i].Kind.HasNames())
                for (var k = 0; k < sums.Length; k++)
                    sums[k] += Vector.ConditionalSelect(Vector.Equals(own, others[k]), Vector<float>.Zero, Vector<float>.One);
            else
                for (var k = 0; k < sums.Length; k++)
                    sums[k] += Vector.Min(Vector.Abs(own - others[k]), Vector<float>.One);
        }
        var (first, second) = (float.PositiveInfinity, float.PositiveInfinity);
        foreach (var sum in memory.AsSpan(0, Count))
            if (sum < first)
                (first, second) = (sum, first);
            else if (sum < second)
                second = sum;
        return (first / columns.Count, second / columns.Count);
    }

    /// <summary>Missing numbers are two ranges below all others; the distance is then cut off at 1.</summary>
    private float Unit(int column, double cell) => columns[column].Kind.HasNames() ? double.IsNaN(cell) ? -1 : (float)cell
        : double.IsNaN(cell) ? -2e6f : (float)Math.Clamp((cell - least[column]) / range[column], -1e6, 1e6);
}
