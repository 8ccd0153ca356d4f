using System.Globalization;

namespace Elbo.Recipes;

/// <summary>A figure that somebody published for a recipe.</summary>
/// <param name="Split">The split it was measured on: <c>train</c> or <c>test</c>.</param>
/// <param name="Metric">What it measures: <c>neg_elbo</c>, as in metrics.jsonl, or <c>nll</c>.</param>
/// <param name="Value">The figure, nats per example.</param>
/// <param name="Source">Who published it where.</param>
/// <param name="Samples">Importance samples S behind an NLL; null for other metrics.</param>
public sealed record PublishedFigure(string Split, string Metric, double Value, string Source, int? Samples = null)
{
    /// <summary>What it is a figure of: <c>test NLL(5,000)</c>.</summary>
    public string Label => string.Create(CultureInfo.InvariantCulture, $"{Split} {(Metric == "nll" ? $"NLL({Samples:N0})" : "−ELBO")}");

    /// <summary>The figure as people write it: <c>test −ELBO 104.0</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Label} {Value:0.0#}");
}
