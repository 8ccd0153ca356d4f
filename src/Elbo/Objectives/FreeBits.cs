using Elbo.Compute.Native;
using Elbo.Models;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>distortion + Σⱼ max(λ, rateⱼ), where rateⱼ is the rate of latent j, averaged over the batch (Kingma et al., "Improving Variational
/// Inference with Inverse Autoregressive Flow", 2016, eq. 15, each latent a group of its own): below λ nats a latent costs nothing, so that it is not
/// given up before it is of use.</summary>
/// <param name="Lambda">λ, nats for each latent. Default 0.25.</param>
[Kind("free-bits", "A rate below a threshold is not charged", Order = 2)]
public sealed record FreeBits(
    [property: Setting("free-bits", "Rate of each latent that costs nothing, nats", Min = 0, Symbol = "λ")] double Lambda = 0.25) : Objective
{
    /// <inheritdoc/>
    public override int Draws => 1;

    /// <inheritdoc/>
    public override string Describe() => Invariant($"free bits, λ {Lambda} nats a latent");

    internal override string WholeBatch => "whose floor is under the whole batch's mean rate";

    /// <inheritdoc/>
    public override ObjectiveLoss Loss(Vae model, VaeOutput output, Tensor target, LossRequest request)
    {
        var distortion = -LogLikelihood.Of(model, output, target);
        var rates = model.Prior.Given(output.Condition).RatePerDimension(output.Posterior) // [B, L]; priors without one are refused
            ?? throw new OptionsException([
                $"free-bits needs the rate of each latent in closed form, which the posterior {model.Options.Posterior.Describe()} does not have. "
                + "Use --warmup against an early collapse.",
            ]);
        var value = distortion.mean() + rates.mean([0L]).clamp_min(Lambda).sum();
        return ObjectiveLoss.Of(new(distortion, rates.sum(1L)), value);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults(Prior prior)
    {
        using var scope = TensorScope.Open();
        if (prior.RatePerDimension(new DiagonalGaussian(zeros(1, 1), zeros(1, 1))) is null)
            yield return $"free-bits needs the rate of each latent, which the prior {prior.GetName()} has not in closed form. "
                + "Use --prior standard, or --warmup against an early collapse.";
    }
}
