using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>What a training step minimises, and what it saw of the batch.</summary>
/// <param name="Value">A scalar to differentiate: its gradient is that of the batch's mean objective, its value need not be.</param>
/// <param name="Distortion">Σ distortion over the batch, nats; for each example the mean over its draws.</param>
/// <param name="Rate">Σ rate over the batch, nats; for each example the mean over its draws.</param>
/// <param name="Objective">Σ over the batch of what is minimised, nats.</param>
public readonly record struct ObjectiveLoss(Tensor Value, double Distortion, double Rate, double Objective)
{
    /// <summary>A batch's objective with the sums that are reported.</summary>
    /// <param name="terms">Shape [B] each.</param>
    /// <param name="value">The batch's mean objective, a scalar to differentiate.</param>
    public static ObjectiveLoss Of(ElboTerms terms, Tensor value) => new(
        value, terms.Distortion.detach().sum().ToDouble(), terms.Rate.detach().sum().ToDouble(), value.ToDouble() * terms.Distortion.shape[0]);

    /// <summary>True if every number is finite.</summary>
    public bool IsFinite => double.IsFinite(Distortion + Rate + Objective);
}
