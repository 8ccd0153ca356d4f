using Elbo.Models.Posteriors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>
/// The variational mixture of posteriors (Tomczak and Welling, "VAE with a VampPrior", 2018, eq. 9): p(z) = 1/K Σ q(z given u_k), the
/// posteriors of K learned pseudo-inputs u. As in the paper's code they are clamped to [0, 1]: <c>prior.pseudo_inputs</c> [K, D] holds what
/// is clamped.
/// </summary>
internal sealed class VampPrior : MixturePrior
{
    /// <summary>First pseudo-inputs are normal numbers around a dark grey, as in the paper's code for MNIST.</summary>
    private const float FirstMean = 0.05f, FirstDeviation = 0.01f;

    [ComponentName(Name = "pseudo_inputs")]
    private readonly Parameter pseudoInputs;
    private readonly Func<Tensor, Posterior> encode;

    /// <param name="components">K.</param>
    /// <param name="size">D.</param>
    /// <param name="encode">The model's encoder: [K, D] → q(z given x), [K, L], a <see cref="DiagonalGaussian"/>. Gradients go through it.</param>
    /// <param name="seed">Decides the pseudo-inputs.</param>
    public VampPrior(int components, int size, Func<Tensor, Posterior> encode, ulong seed = 0) : base(nameof(VampPrior))
    {
        this.encode = encode;
        pseudoInputs = new(zeros(components, size));
        RegisterComponents();
        Initialize(seed);
    }

    /// <summary>u, shape [K, D], values in [0, 1].</summary>
    public Tensor PseudoInputs => pseudoInputs.clamp(0, 1);

    /// <summary>Pseudo-inputs drawn from N(0.05, 0.01²), as in the paper's code for MNIST.</summary>
    /// <inheritdoc/>
    protected internal override void Initialize(ulong seed) => FillNormal(pseudoInputs, seed, FirstMean, FirstDeviation);

    private protected override GaussianMixture Components() =>
        new((DiagonalGaussian)encode(PseudoInputs), zeros(pseudoInputs.shape[0], device: pseudoInputs.device));
}
