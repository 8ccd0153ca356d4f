using Elbo.Compute.Engine.Epilogues;
using Elbo.Compute.Engine.Losses;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>Chooses the forward passes that are compiled for a vector, activation and likelihood.</summary>
internal static class MlpInferences
{
    /// <summary>Examples that go through the layers together: their activations fit the second-level cache.</summary>
    public const int PanelColumns = 128;

    /// <param name="spec">The network.</param>
    /// <param name="plain">Its weights.</param>
    /// <param name="lanes">16, 8 or 4.</param>
    public static IMlpInference Create(MlpSpec spec, IReadOnlyList<PlainLayer> plain, int lanes) => lanes switch
    {
        16 => Create<Simd512>(spec, plain),
        8 => Create<Simd256>(spec, plain),
        _ => Create<Simd128>(spec, plain),
    };

    private static IMlpInference Create<V>(MlpSpec spec, IReadOnlyList<PlainLayer> plain) where V : struct, ISimd<V> =>
        spec.Activation switch
        {
            EngineActivation.Relu => Create<V, Relu<V>>(spec, plain),
            EngineActivation.Tanh => Create<V, Tanh<V>>(spec, plain),
            EngineActivation.Gelu => Create<V, Gelu<V>>(spec, plain),
            EngineActivation.Silu => Create<V, Silu<V>>(spec, plain),
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Activation, "The managed engine does not know this activation."),
        };

    private static IMlpInference Create<V, F>(MlpSpec spec, IReadOnlyList<PlainLayer> plain)
        where V : struct, ISimd<V> where F : struct, IActivation<V> => spec.Loss.Epilogue switch
        {
            EngineEpilogue.Bernoulli => new MlpInference<V, F, BernoulliColumns<V>>(spec, plain),
            // A pass over units needs the outputs as they are, like the mean of a Gaussian.
            EngineEpilogue.Gaussian or EngineEpilogue.Units => new MlpInference<V, F, GaussianColumns<V>>(spec, plain),
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Loss.Epilogue, "The managed engine does not know this loss."),
        };
}
