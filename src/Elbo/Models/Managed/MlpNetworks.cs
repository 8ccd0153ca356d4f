using System.Runtime.Intrinsics;
using Elbo.Compute.Engine;
using Elbo.Compute.Engine.Epilogues;
using Elbo.Compute.Simd;
using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Objectives;

namespace Elbo.Models.Managed;

/// <summary>Chooses the network that is compiled for this processor, activation and binarization.</summary>
internal static class MlpNetworks
{
    /// <summary>Lanes of this processor's widest vector: 16, 8 or 4.</summary>
    public static int Lanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    /// <summary>What the engine does not know of a model, one clause; null where it knows all.</summary>
    public static string? Gap(VaeOptions model) =>
        model.Net is not MlpOptions ? "the managed engine has dense nets alone"
        : model.Activation is not (Activation.Relu or Activation.Tanh or Activation.Gelu or Activation.Silu)
            ? $"the managed engine does not know the activation {model.Activation.ToString().ToLowerInvariant()}"
            : model.Likelihood is not (Bernoulli or Gaussian) ? $"the managed engine does not know the {model.Likelihood.Name} likelihood"
            : model.Prior is not StandardNormalOptions ? $"the managed engine does not know the {model.Prior.Name} prior" : null;

    /// <param name="options">The model's.</param>
    /// <param name="batch">The largest batch.</param>
    /// <param name="binarization">How targets are made.</param>
    /// <param name="bound">What is maximised; null for the ELBO with its rate in closed form.</param>
    /// <param name="team">Does the steps.</param>
    /// <param name="lanes">16, 8 or 4: the vector to use; every processor has the narrower ones.</param>
    public static IMlpNetwork Create(VaeOptions options, int batch, Binarization binarization, ImportanceBound? bound, Team team, int lanes) => lanes switch
    {
        16 => Create<Simd512>(options, batch, binarization, bound, team),
        8 => Create<Simd256>(options, batch, binarization, bound, team),
        _ => Create<Simd128>(options, batch, binarization, bound, team),
    };

    private static IMlpNetwork Create<V>(VaeOptions options, int batch, Binarization binarization, ImportanceBound? bound, Team team) where V : struct, ISimd<V> =>
        options.Activation switch
        {
            Activation.Relu => Create<V, Relu<V>>(options, batch, binarization, bound, team),
            Activation.Tanh => Create<V, Tanh<V>>(options, batch, binarization, bound, team),
            Activation.Gelu => Create<V, Gelu<V>>(options, batch, binarization, bound, team),
            Activation.Silu => Create<V, Silu<V>>(options, batch, binarization, bound, team),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Activation, "The managed engine does not know this activation."),
        };

    private static IMlpNetwork Create<V, F>(VaeOptions options, int batch, Binarization binarization, ImportanceBound? bound, Team team)
        where V : struct, ISimd<V> where F : struct, IActivation<V> => (options.Likelihood, binarization) switch
        {
            (Bernoulli, Binarization.Threshold) => new MlpNetwork<V, F, BernoulliLoss<V, OverHalf<V>>>(options, batch, bound, team),
            (Bernoulli, _) => new MlpNetwork<V, F, BernoulliLoss<V, AsGiven<V>>>(options, batch, bound, team),
            (Gaussian, Binarization.Threshold) => new MlpNetwork<V, F, GaussianLoss<V, OverHalf<V>>>(options, batch, bound, team),
            (Gaussian, _) => new MlpNetwork<V, F, GaussianLoss<V, AsGiven<V>>>(options, batch, bound, team),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Likelihood, "The managed engine does not know this likelihood."),
        };
}
