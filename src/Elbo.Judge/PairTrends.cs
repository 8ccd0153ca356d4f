using Elbo.Data.Tables;

namespace Elbo.Judge;

/// <summary>How close the dependence of two columns is to that in the real rows.</summary>
/// <param name="First">The first column's place.</param>
/// <param name="Second">The second's.</param>
/// <param name="Score">From 0 to 1, which is equal; NaN if it is not defined, as for a constant.</param>
/// <param name="Correlations">Pearson's correlation in the real and in the synthetic rows, of two columns of numbers; else null.</param>
internal sealed record PairScore(int First, int Second, double Score, (double Real, double Synthetic)? Correlations = null);

/// <summary>The column pair trends of SDMetrics' quality report: correlation similarity of two columns of numbers, contingency similarity of others, with
/// numbers in ten bins of each table's own range. There, as in SDMetrics, the largest number has a bin of its own, which missing ones share.</summary>
internal static class PairTrends
{
    private const int Bins = 10;

    /// <summary>Cells of a table of counts; larger ones are sparse.</summary>
    private const long MostDense = 1 << 20;

    public static IReadOnlyList<PairScore> Of(JudgedTables tables, CancellationToken cancellation = default)
    {
        var columns = tables.Columns;
        Codes[] real = [.. columns.Select((column, i) => Codes.Of(column, tables.Real.Values(i)))];
        Codes[] synthetic = [.. columns.Select((column, i) => Codes.Of(column, tables.Synthetic.Values(i)))];
        var pairs = new List<PairScore>();
        for (var i = 0; i < columns.Count; i++)
            for (var j = i + 1; j < columns.Count; j++)
            {
                cancellation.ThrowIfCancellationRequested();
                pairs.Add(columns[i].Kind.HasNames() || columns[j].Kind.HasNames()
                    ? new(i, j, Contingency((real[i], real[j]), (synthetic[i], synthetic[j])))
                    : Correlation(tables, i, j));
            }
        return pairs;
    }

    /// <summary>1 − |r − s| / 2 of Pearson's correlations over the rows that have both numbers.</summary>
    private static PairScore Correlation(JudgedTables tables, int i, int j)
    {
        var (real, synthetic) = (Pearson(tables.Real.Values(i), tables.Real.Values(j)), Pearson(tables.Synthetic.Values(i), tables.Synthetic.Values(j)));
        return new(i, j, 1 - Math.Abs(real - synthetic) / 2, (real, synthetic));
    }

    /// <summary>NaN if one of the columns is constant.</summary>
    public static double Pearson(double[] x, double[] y)
    {
        double n = 0, meanX = 0, meanY = 0, xx = 0, yy = 0, xy = 0;
        for (var k = 0; k < x.Length; k++)
        {
            if (double.IsNaN(x[k]) || double.IsNaN(y[k]))
                continue;
            n++;
            var (dx, dy) = (x[k] - meanX, y[k] - meanY);
            (meanX, meanY) = (meanX + dx / n, meanY + dy / n);
            xx += dx * (x[k] - meanX);
            yy += dy * (y[k] - meanY);
            xy += dx * (y[k] - meanY);
        }
        return xx > 0 && yy > 0 ? Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1) : double.NaN;
    }

    /// <summary>1 − ½ Σ |p(a, b) − q(a, b)|.</summary>
    private static double Contingency((Codes First, Codes Second) real, (Codes First, Codes Second) synthetic)
    {
        var (width, height) = (Math.Max(real.Second.Count, synthetic.Second.Count), Math.Max(real.First.Count, synthetic.First.Count));
        double p = 1.0 / real.First.Values.Length, q = 1.0 / synthetic.First.Values.Length, sum = 0;
        if ((long)width * height <= MostDense)
        {
            var dense = new double[width * height];
            for (var k = 0; k < real.First.Values.Length; k++)
                dense[real.First.Values[k] * width + real.Second.Values[k]] += p;
            for (var k = 0; k < synthetic.First.Values.Length; k++)
                dense[synthetic.First.Values[k] * width + synthetic.Second.Values[k]] -= q;
            foreach (var difference in dense)
                sum += Math.Abs(difference);
            return 1 - sum / 2;
        }
        var sparse = new Dictionary<(int, int), double>();
        for (var k = 0; k < real.First.Values.Length; k++)
            sparse[(real.First.Values[k], real.Second.Values[k])] = sparse.GetValueOrDefault((real.First.Values[k], real.Second.Values[k])) + p;
        for (var k = 0; k < synthetic.First.Values.Length; k++)
        {
            var key = (synthetic.First.Values[k], synthetic.Second.Values[k]);
            sparse[key] = sparse.GetValueOrDefault(key) - q;
        }
        return 1 - sparse.Values.Sum(Math.Abs) / 2;
    }

    /// <summary>A column as whole numbers from 0 on.</summary>
    /// <param name="Values">Shape [N].</param>
    /// <param name="Count">How many there are, or may be.</param>
    private readonly record struct Codes(int[] Values, int Count)
    {
        public static Codes Of(Column column, double[] cells)
        {
            if (column.Kind.HasNames())
                return new([.. cells.Select(cell => double.IsNaN(cell) ? column.Categories.Count : (int)cell)], column.Categories.Count + 1);
            var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
            foreach (var cell in cells)
                if (!double.IsNaN(cell))
                    (least, most) = (Math.Min(least, cell), Math.Max(most, cell));
            if (least == most) // NumPy's bins of a constant are around it.
                (least, most) = (least - 0.5, most + 0.5);
            var step = (most - least) / Bins;
            double[] edges = [.. Enumerable.Range(0, Bins).Select(i => i * step + least), most];
            return new([.. cells.Select(cell => Bin(edges, cell))], Bins + 1);
        }

        /// <summary>The bins below a number, from 0; the largest number and missing ones are in the last.</summary>
        private static int Bin(double[] edges, double cell)
        {
            if (double.IsNaN(cell))
                return Bins;
            var at = 0;
            while (at < Bins && cell >= edges[at + 1])
                at++;
            return at;
        }
    }
}
