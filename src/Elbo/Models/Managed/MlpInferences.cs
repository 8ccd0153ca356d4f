using Elbo.Compute.Engine;
using Elbo.Compute.Engine.Epilogues;
using Elbo.Compute.Simd;
using Elbo.Likelihoods;
using Elbo.Models.Layers;

namespace Elbo.Models.Managed;

/// <summary>Chooses the forward passes that are compiled for a vector, activation and likelihood.</summary>
internal static class MlpInferences
{
    /// <param name="options">The model's; the engine must cover them.</param>
    /// <param name="plain">Its weights.</param>
    /// <param name="lanes">16, 8 or 4.</param>
    public static IMlpInference Create(VaeOptions options, IReadOnlyList<PlainLayer> plain, int lanes) => lanes switch
    {
        16 => Create<Simd512>(options, plain),
        8 => Create<Simd256>(options, plain),
        _ => Create<Simd128>(options, plain),
    };

    private static IMlpInference Create<V>(VaeOptions options, IReadOnlyList<PlainLayer> plain) where V : struct, ISimd<V> =>
        options.Activation switch
        {
            Activation.Relu => Create<V, Relu<V>>(options, plain),
            Activation.Tanh => Create<V, Tanh<V>>(options, plain),
            Activation.Gelu => Create<V, Gelu<V>>(options, plain),
            Activation.Silu => Create<V, Silu<V>>(options, plain),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Activation, "The managed engine does not know this activation."),
        };

    private static IMlpInference Create<V, F>(VaeOptions options, IReadOnlyList<PlainLayer> plain)
        where V : struct, ISimd<V> where F : struct, IActivation<V> => options.Likelihood switch
        {
            Bernoulli => new MlpInference<V, F, BernoulliColumns<V>>(options, plain),
            Gaussian => new MlpInference<V, F, GaussianColumns<V>>(options, plain),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Likelihood, "The managed engine does not know this likelihood."),
        };
}
