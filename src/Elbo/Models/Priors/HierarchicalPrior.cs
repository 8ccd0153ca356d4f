using Elbo.Models.Layers;
using Elbo.Models.Posteriors;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>
/// Two stochastic layers (Burda et al., "Importance Weighted Autoencoders", 2015, section 5): above z is z₂ with p(z₂) = N(0, I) and a
/// learned p(z given z₂), so p(z) = ∫ p(z given z₂) p(z₂) dz₂. Inference runs bottom up, q(z₂ given z) after q(z given x).
/// </summary>
internal sealed class HierarchicalPrior : Prior
{
    private readonly int latents;
    private readonly Mlp encoder;
    private readonly DiagonalGaussianHead posterior;
    private readonly Mlp decoder;
    private readonly DiagonalGaussianHead conditional;
    private readonly StandardNormal top = new();

    /// <param name="latents">Dimensions L of z.</param>
    /// <param name="options">The upper layer's sizes.</param>
    /// <param name="activation">The non-linearity of the hidden layers.</param>
    public HierarchicalPrior(int latents, HierarchicalOptions options, Activation activation) : base(nameof(HierarchicalPrior))
    {
        (this.latents, NoiseWidth) = (latents, options.Latents);
        encoder = new([latents, .. options.Hidden], activation, activateLast: true);
        posterior = new(options.Hidden[^1], options.Latents);
        decoder = new([options.Latents, .. options.Hidden.Reverse()], activation, activateLast: true);
        conditional = new(options.Hidden[0], latents);
        RegisterComponents();
    }

    /// <summary>The dimensions of z₂: one draw of it for each z.</summary>
    public override int NoiseWidth { get; }

    /// <summary>The dimensions of z₂.</summary>
    public override int SampleNoise => NoiseWidth;

    /// <summary>
    /// log p(z given z₂) + log p(z₂) − log q(z₂ given z) at one draw of z₂ from q(z₂ given z): the logarithm of a weight whose expectation
    /// is p(z).
    /// </summary>
    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z, Tensor noise)
    {
        var q = Upper(z);
        var z2 = q.Sample(noise);
        return Lower(z2).LogProbability(z) + top.LogProbability(z2, noise) - q.LogProbability(z2);
    }

    /// <summary>Ancestral sampling: z₂ from its prior, z from p(z given z₂).</summary>
    /// <inheritdoc/>
    public override Tensor Sample(Tensor eps) => Lower(eps.narrow(1, latents, NoiseWidth)).Sample(eps.narrow(1, 0, latents));

    /// <param name="z">Shape [N, L].</param>
    /// <returns>q(z₂ given z).</returns>
    public DiagonalGaussian Upper(Tensor z) => (DiagonalGaussian)posterior.call(encoder.call(z));

    /// <param name="z2">Shape [N, L₂].</param>
    /// <returns>p(z given z₂), [N, L].</returns>
    public DiagonalGaussian Lower(Tensor z2) => (DiagonalGaussian)conditional.call(decoder.call(z2));
}
