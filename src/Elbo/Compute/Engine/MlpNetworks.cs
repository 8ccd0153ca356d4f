using Elbo.Compute.Engine.Epilogues;
using Elbo.Compute.Engine.Losses;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>Chooses the network that is compiled for a vector, activation and loss.</summary>
internal static class MlpNetworks
{
    /// <param name="spec">The network.</param>
    /// <param name="batch">The largest batch.</param>
    /// <param name="bound">Weighs the draws; null for the ELBO with its rate in closed form.</param>
    /// <param name="team">Does the steps.</param>
    /// <param name="lanes">16, 8 or 4: the vector to use; every processor has the narrower ones.</param>
    public static IMlpNetwork Create(MlpSpec spec, int batch, IDrawWeights? bound, Team team, int lanes) => lanes switch
    {
        16 => Create<Simd512>(spec, batch, bound, team),
        8 => Create<Simd256>(spec, batch, bound, team),
        _ => Create<Simd128>(spec, batch, bound, team),
    };

    private static IMlpNetwork Create<V>(MlpSpec spec, int batch, IDrawWeights? bound, Team team) where V : struct, ISimd<V> =>
        spec.Activation switch
        {
            EngineActivation.Relu => Create<V, Relu<V>>(spec, batch, bound, team),
            EngineActivation.Tanh => Create<V, Tanh<V>>(spec, batch, bound, team),
            EngineActivation.Gelu => Create<V, Gelu<V>>(spec, batch, bound, team),
            EngineActivation.Silu => Create<V, Silu<V>>(spec, batch, bound, team),
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Activation, "The managed engine does not know this activation."),
        };

    private static IMlpNetwork Create<V, F>(MlpSpec spec, int batch, IDrawWeights? bound, Team team)
        where V : struct, ISimd<V> where F : struct, IActivation<V> => (spec.Loss.Epilogue, spec.HasThreshold) switch
        {
            (EngineEpilogue.Bernoulli, true) => new MlpNetwork<V, F, BernoulliLoss<V, OverHalf<V>>>(spec, batch, bound, team),
            (EngineEpilogue.Bernoulli, false) => new MlpNetwork<V, F, BernoulliLoss<V, AsGiven<V>>>(spec, batch, bound, team),
            (EngineEpilogue.Gaussian, true) => new MlpNetwork<V, F, GaussianLoss<V, OverHalf<V>>>(spec, batch, bound, team),
            (EngineEpilogue.Gaussian, false) => new MlpNetwork<V, F, GaussianLoss<V, AsGiven<V>>>(spec, batch, bound, team),
            (EngineEpilogue.Units, _) => new MlpNetwork<V, F, UnitOutputs<V>>(spec, batch, bound, team),
            _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Loss.Epilogue, "The managed engine does not know this loss."),
        };
}
