using System.Runtime.InteropServices;
using Elbo.Randomness;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>
/// A mixture of K Gaussians whose means, log-variances and weights are learned: <c>prior.mean</c> and <c>prior.logvar</c> [K, L],
/// <c>prior.logits</c> [K].
/// </summary>
public sealed class MixtureOfGaussians : MixturePrior
{
    private readonly Parameter mean;
    private readonly Parameter logvar;
    private readonly Parameter logits;

    /// <summary>
    /// Components of equal weight with variance ½ around means drawn from N(0, ½): over the seeds, the mixture is N(0, I).
    /// </summary>
    /// <param name="components">K.</param>
    /// <param name="latents">L.</param>
    /// <param name="seed">Decides the means.</param>
    public MixtureOfGaussians(int components, int latents, ulong seed = 0) : base(nameof(MixtureOfGaussians))
    {
        mean = new(FirstValues(seed, components, latents, 0, Math.Sqrt(0.5)));
        logvar = new(full([components, latents], Math.Log(0.5)));
        logits = new(zeros(components));
        RegisterComponents();
    }

    /// <summary>p(z) = Σ softmax(logits)_k N(z; mean_k, exp(logvar_k)).</summary>
    private protected override GaussianMixture Components() => new(new(mean, logvar), logits);

    /// <summary>Normal numbers that depend on the seed alone, shape [rows, columns].</summary>
    internal static Tensor FirstValues(ulong seed, int rows, int columns, double mean, double deviation)
    {
        var values = empty(rows, columns);
        var into = MemoryMarshal.Cast<byte, float>(values.bytes);
        var random = new Philox(seed, RandomStream.PriorInitialization);
        for (var row = 0; row < rows; row++)
            random.FillNormal(row, into.Slice(row * columns, columns));
        return values.mul_(deviation).add_(mean);
    }
}
