namespace Elbo.Judge;

/// <summary>How similar the tables are by SDMetrics' quality report.</summary>
/// <param name="Shapes">Every column.</param>
/// <param name="Pairs">Every pair of columns.</param>
internal sealed record Quality(IReadOnlyList<ShapeScore> Shapes, IReadOnlyList<PairScore> Pairs)
{
    /// <summary>The mean of the columns' scores.</summary>
    public double ShapeMean => Mean(Shapes.Select(shape => shape.Score));

    /// <summary>The mean of the pairs' scores; NaN for a single column.</summary>
    public double PairMean => Mean(Pairs.Select(pair => pair.Score));

    /// <summary>The mean of both.</summary>
    public double Overall => Mean([ShapeMean, PairMean]);

    public static Quality Of(JudgedTables tables, CancellationToken cancellation = default) =>
        new(ColumnShapes.Of(tables), PairTrends.Of(tables, cancellation));

    private static double Mean(IEnumerable<double> scores) =>
        scores.Where(score => !double.IsNaN(score)).ToList() is { Count: > 0 } defined ? defined.Average() : double.NaN;
}
