using Elbo.Compute.Engine;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>
/// A mixture of K Gaussians whose means, log-variances and weights are learned: <c>prior.mean</c> and <c>prior.logvar</c> [K, L],
/// <c>prior.logits</c> [K].
/// </summary>
internal sealed class MixtureOfGaussians : MixturePrior
{
    private readonly Parameter mean;
    private readonly Parameter logvar;
    private readonly Parameter logits;

    /// <summary>K components of equal weight.</summary>
    /// <param name="components">K.</param>
    /// <param name="latents">L.</param>
    /// <param name="seed">Decides the means.</param>
    public MixtureOfGaussians(int components, int latents, ulong seed = 0) : base(nameof(MixtureOfGaussians))
    {
        mean = new(zeros(components, latents));
        logvar = new(zeros(components, latents));
        logits = new(zeros(components));
        RegisterComponents();
        Initialize(seed);
    }

    /// <summary>Components of equal weight with variance ½ around means drawn from N(0, ½): over the seeds, the mixture is N(0, I).</summary>
    /// <inheritdoc/>
    protected internal override void Initialize(ulong seed)
    {
        using var noGrad = no_grad();
        FillNormal(mean, seed, 0, MathF.Sqrt(0.5f));
        logvar.fill_(Math.Log(0.5));
        logits.fill_(0); // zero_ would leave a tensor to the finalizer
    }

    /// <summary>p(z) = Σ softmax(logits)_k N(z; mean_k, exp(logvar_k)), logvar within ±40.</summary>
    private protected override GaussianMixture Components() =>
        new(new(mean, logvar.clamp(-LogVariance.Most, LogVariance.Most)), logits);
}
