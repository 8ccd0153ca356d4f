using System.Globalization;
using System.Text.Json.Serialization;
using Elbo.Data;

namespace Elbo.Settings;

/// <summary>A published figure for a recipe.</summary>
/// <param name="Split">The split it was measured on: <c>train</c> or <c>test</c>.</param>
/// <param name="Metric">What it measures: <c>neg_elbo</c>, as in metrics.jsonl, <c>nll</c>, or <c>accuracy</c>.</param>
/// <param name="Value">The figure, nats per example; an accuracy in percent.</param>
/// <param name="Source">Its authors and publication.</param>
/// <param name="Samples">Importance samples S behind an NLL, or draws of z averaged in a −ELBO; null for one draw, and for other metrics.</param>
/// <param name="Uncertainty">The uncertainty of the figure, nats, for example from reading a plot; null if its digits imply it.</param>
/// <param name="Binarization">The binarization of the measurement; null if it is the recipe's.</param>
/// <param name="Epochs">The epochs of its training, if the recipe stops earlier; else null.</param>
internal sealed record PublishedFigure(
    string Split, string Metric, double Value, string Source, int? Samples = null, double? Uncertainty = null, int? Epochs = null,
    Binarization? Binarization = null)
{
    /// <summary>The name of the quantity: <c>test NLL(5,000)</c>.</summary>
    public string Label => string.Create(CultureInfo.InvariantCulture, $"{Split} {Quantity}");

    private string Quantity => IsAccuracy ? "accuracy"
        : Metric == "nll" ? string.Create(CultureInfo.InvariantCulture, $"NLL({Samples:N0})")
        : Samples is { } draws ? $"−ELBO, {draws} draws" : "−ELBO";

    /// <summary>True for an accuracy, of which more is better.</summary>
    [JsonIgnore]
    public bool IsAccuracy => Metric == "accuracy";

    /// <summary>The unit of a difference.</summary>
    [JsonIgnore]
    public string Unit => IsAccuracy ? "points" : "nats";

    /// <summary>The figure for display: <c>test −ELBO 104.0</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Label} {Value:0.0#}{(IsAccuracy ? " %" : "")}");
}
