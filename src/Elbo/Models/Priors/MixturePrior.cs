using System.Runtime.InteropServices;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>
/// A prior that is a mixture of Gaussians. Its rate has no closed form and is not a sum over dimensions. While the module trains, the
/// components are computed for every call; in <c>eval</c> mode once, and <c>train</c> and <c>eval</c> forget them.
/// </summary>
internal abstract class MixturePrior : Prior
{
    private readonly Lock access = new();
    private GaussianMixture? kept;
    private MixtureDraws? draws;

    private protected MixturePrior(string name) : base(name)
    {
    }

    /// <summary>One number, which chooses the component.</summary>
    public sealed override int SampleNoise => 1;

    /// <summary>log Σ w_k N(z; mu_k, var_k).</summary>
    /// <inheritdoc/>
    public sealed override Tensor LogProbability(Tensor z, Tensor noise) => Current().LogProbability(z);

    /// <inheritdoc/>
    public sealed override Tensor Sample(Tensor eps) => Current().Sample(eps);

    /// <inheritdoc/>
    internal sealed override MixtureDraws Draws()
    {
        var mixture = Current();
        lock (access)
        {
            using var inference = inference_mode();
            using var scope = TensorScope.Open();
            return draws ??= mixture.Draws();
        }
    }

    /// <inheritdoc/>
    public sealed override void train(bool train = true)
    {
        base.train(train);
        Forget();
    }

    /// <summary>The mixture with the current weights.</summary>
    private protected abstract GaussianMixture Components();

    /// <summary>Fills a weight, shape [K, columns], with normal numbers that depend only on the seed.</summary>
    private protected static void FillNormal(Tensor weight, ulong seed, float mean, float deviation)
    {
        var values = MemoryMarshal.Cast<byte, float>(weight.bytes);
        var columns = (int)weight.shape[1];
        var random = new Philox(seed, RandomStream.PriorInitialization);
        for (var row = 0; row < values.Length / columns; row++)
            random.FillNormal(row, values.Slice(row * columns, columns));
        foreach (ref var value in values)
            value = mean + deviation * value;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Forget();
        base.Dispose(disposing);
    }

    private GaussianMixture Current()
    {
        if (training)
            return Components();
        lock (access)
            return kept ??= Compute();
    }

    private GaussianMixture Compute()
    {
        // Not in inference mode: a later gradient with respect to z could not pass through such tensors.
        using var inference = inference_mode(false);
        using var noGrad = no_grad();
        using var scope = TensorScope.Open();
        return Components().Kept();
    }

    private void Forget()
    {
        lock (access)
        {
            kept?.Free();
            (kept, draws) = (null, null);
        }
    }
}
