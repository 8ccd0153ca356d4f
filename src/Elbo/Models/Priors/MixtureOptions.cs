using Elbo.Exchange;
using Elbo.Models.Layers;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Models.Priors;

/// <summary>A learned mixture of Gaussians.</summary>
/// <param name="Components">K, from 1 to 65,536. Default 10.</param>
[Kind("mixture", "Learned Gaussians", Order = 1)]
public sealed record MixtureOptions(
    [property: Setting("components", MixtureOptions.Help, Min = 1, Max = MixtureOptions.MostComponents, Symbol = "K")] int Components = 10)
    : PriorOptions, IManagedPrior, IOnnxDensity
{
    /// <summary>The most components of a mixture.</summary>
    internal const int MostComponents = 65_536;

    internal const string Help = "Components of a mixture, or pseudo-inputs of a VampPrior";

    /// <inheritdoc/>
    public override string Describe() => $"mixture of Gaussians K {Components}";

    /// <inheritdoc/>
    public override Prior Create(PriorRequest request) =>
        new MixtureOfGaussians(Components, request.Latents);

    internal override IEnumerable<(string Name, long[] Shape)> Tensors(VaeOptions model) =>
        [("prior.mean", [Components, model.Latents]), ("prior.logvar", [Components, model.Latents]), ("prior.logits", [Components])];

    string IOnnxDensity.LogProbability(OnnxLayers layers, string z)
    {
        var wide = layers.Graph.Cast(z, Type.Double);
        return new OnnxMixtureDensity(layers).Log(layers.Graph.Square(wide), wide);
    }

    string IOnnxDensity.Sample(OnnxLayers layers, string noise) => new OnnxMixtureDensity(layers).Sample(noise);

    /// <summary>
    /// E_q[log q(z)] − log Σ w_k exp(E_q[log N_k(z)]), which is at least KL(q ‖ p) by Jensen's inequality, and equals it for one component
    /// (Hershey and Olsen, "Approximating the Kullback Leibler Divergence between Gaussian Mixture Models", 2007, section 7).
    /// </summary>
    string IOnnxDensity.RateBound(OnnxLayers layers, string mu, string logVar)
    {
        var graph = layers.Graph;
        var (wide, variance) = (graph.Cast(mu, Type.Double), graph.Cast(graph.Node("Exp", logVar), Type.Double));
        var cross = new OnnxMixtureDensity(layers).Log(graph.Node("Add", graph.Square(wide), variance), wide);
        var entropy = graph.Times(graph.Sum(graph.Plus(logVar, 1 + 2 * OnnxMath.HalfLogTwoPi)), 0.5);
        return graph.Node("Neg", graph.Node("Add", entropy, cross));
    }
}
