using System.Globalization;
using Elbo.Data;

namespace Elbo.Settings;

/// <summary>A figure that somebody published for a recipe.</summary>
/// <param name="Split">The split it was measured on: <c>train</c> or <c>test</c>.</param>
/// <param name="Metric">What it measures: <c>neg_elbo</c>, as in metrics.jsonl, or <c>nll</c>.</param>
/// <param name="Value">The figure, nats per example.</param>
/// <param name="Source">Who published it where.</param>
/// <param name="Samples">Importance samples S behind an NLL; null for other metrics.</param>
/// <param name="Uncertainty">How well the figure is known, nats: what reading it off a plot leaves open; null where its digits say it.</param>
/// <param name="Binarization">The one that it was measured under; null where it is the recipe's own.</param>
/// <param name="Epochs">The epochs that were trained for it, where the recipe stops earlier; null where it does not.</param>
internal sealed record PublishedFigure(
    string Split, string Metric, double Value, string Source, int? Samples = null, double? Uncertainty = null, int? Epochs = null,
    Binarization? Binarization = null)
{
    /// <summary>What it is a figure of: <c>test NLL(5,000)</c>.</summary>
    public string Label => string.Create(CultureInfo.InvariantCulture, $"{Split} {(Metric == "nll" ? $"NLL({Samples:N0})" : "−ELBO")}");

    /// <summary>The figure as people write it: <c>test −ELBO 104.0</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Label} {Value:0.0#}");
}
