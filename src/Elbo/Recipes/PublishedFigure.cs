using System.Globalization;

namespace Elbo.Recipes;

/// <summary>A figure that somebody published for a recipe.</summary>
/// <param name="Split">The split it was measured on: <c>train</c> or <c>test</c>.</param>
/// <param name="Metric">What it measures, as in metrics.jsonl: <c>neg_elbo</c>.</param>
/// <param name="Value">The figure, nats per example.</param>
/// <param name="Source">Who published it where.</param>
public sealed record PublishedFigure(string Split, string Metric, double Value, string Source)
{
    /// <summary>The figure as people write it: <c>test −ELBO 104.0</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Split} {(Metric == "neg_elbo" ? "−ELBO" : Metric)} {Value:F1}");
}
