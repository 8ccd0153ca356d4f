using Elbo.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>What a training step minimises, and what it saw of the batch.</summary>
/// <param name="Value">The batch's mean of distortion + β·rate, a scalar to differentiate.</param>
/// <param name="Distortion">Σ distortion over the batch, nats.</param>
/// <param name="Rate">Σ rate over the batch, nats.</param>
internal readonly record struct ElboLoss(Tensor Value, double Distortion, double Rate)
{
    public bool IsFinite => double.IsFinite(Distortion + Rate);

    /// <summary>By one pass over memory where <see cref="FusedElbo"/> covers the model and its output, by tensor operations elsewhere.</summary>
    /// <inheritdoc cref="NegativeElbo.Loss"/>
    public static ElboLoss Of(Vae model, VaeOutput output, Tensor target, double beta, Reduction reduction) =>
        FusedElbo.Covers(model, output, target)
            ? FusedElbo.Loss(output, target, beta, reduction)
            : Unfused(model, output, target, beta, reduction);

    internal static ElboLoss Unfused(Vae model, VaeOutput output, Tensor target, double beta, Reduction reduction)
    {
        var terms = NegativeElbo.Terms(model, output, target);
        var loss = NegativeElbo.Loss(terms, beta, reduction, model.Options.Shape.Size);
        return new(loss, terms.Distortion.detach().sum().ToDouble(), terms.Rate.detach().sum().ToDouble());
    }
}
