using Elbo.Analysis.Scoring;
using Elbo.Data.Tables;

namespace Elbo.Judge;

/// <summary>How close the distribution of one column is to the real one.</summary>
/// <param name="Column">The column.</param>
/// <param name="Score">From 0 to 1, which is equal; NaN if one of the tables has only missing cells.</param>
internal sealed record ShapeScore(Column Column, double Score)
{
    /// <summary>The name of the metric.</summary>
    public string Metric => Column.Kind.HasNames() ? "TV complement" : "KS complement";
}

/// <summary>The column shapes of SDMetrics' quality report; missing cells are left out.</summary>
internal static class ColumnShapes
{
    public static IReadOnlyList<ShapeScore> Of(JudgedTables tables) =>
    [
        .. tables.Columns.Select((column, i) => new ShapeScore(column, column.Kind.HasNames()
            ? TotalVariationComplement(tables.Real.Values(i), tables.Synthetic.Values(i), column.Categories.Count)
            : KolmogorovSmirnovComplement(tables.Real.Values(i), tables.Synthetic.Values(i)))),
    ];

    /// <summary>1 − sup |F(x) − G(x)| of the empirical distribution functions.</summary>
    public static double KolmogorovSmirnovComplement(double[] real, double[] synthetic)
    {
        double[] a = [.. real.Where(value => !double.IsNaN(value))], b = [.. synthetic.Where(value => !double.IsNaN(value))];
        return a.Length == 0 || b.Length == 0 ? double.NaN : 1 - Scorer.Distance(a, b);
    }

    /// <summary>1 − ½ Σ |p(name) − q(name)|.</summary>
    public static double TotalVariationComplement(double[] real, double[] synthetic, int names)
    {
        var (p, q) = (Shares(real, names), Shares(synthetic, names));
        return p is null || q is null ? double.NaN : 1 - p.Zip(q, (a, b) => Math.Abs(a - b)).Sum() / 2;
    }

    private static double[]? Shares(double[] cells, int names)
    {
        var (counts, total) = (new double[names], 0.0);
        foreach (var cell in cells)
            if (!double.IsNaN(cell))
                (counts[(int)cell], total) = (counts[(int)cell] + 1, total + 1);
        return total == 0 ? null : [.. counts.Select(count => count / total)];
    }
}
