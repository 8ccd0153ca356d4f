using Elbo.Exchange;
using Elbo.Models.Layers;

namespace Elbo.Models.Priors;

/// <summary>The prior N(0, I), which has nothing to learn.</summary>
[Kind("standard", "N(0, I)", Order = 0)]
internal sealed record StandardNormalOptions : PriorOptions, IOnnxPrior, IOnnxDensity, IManagedPrior
{
    /// <inheritdoc/>
    public override string Describe() => "standard normal";

    internal override bool IsStandard => true;

    int IManagedPrior.Components => 0;

    /// <inheritdoc/>
    public override Prior Create(PriorRequest request) => new StandardNormal();

    internal override IEnumerable<(string Name, long[] Shape)> Tensors(VaeOptions model) => [];

    /// <summary>−½ Σ (z² + log 2π).</summary>
    string IOnnxDensity.LogProbability(OnnxLayers layers, string z) =>
        layers.Graph.Times(layers.Graph.Sum(layers.Graph.Plus(layers.Graph.Square(z), 2 * OnnxMath.HalfLogTwoPi)), -0.5);

    string IOnnxDensity.Sample(OnnxLayers layers, string noise) =>
        layers.Graph.Node("Slice", noise, layers.Graph.Wholes(0), layers.Graph.Wholes(-1), layers.Graph.Wholes(1));

    string IOnnxDensity.RateBound(OnnxLayers layers, string mu, string logVar) => ((IOnnxPrior)this).Rate(layers, null, mu, logVar);

    /// <summary>½ Σ (mu² + exp(logvar) − 1 − logvar) (Kingma and Welling 2014, appendix B).</summary>
    string IOnnxPrior.Rate(OnnxLayers layers, string? condition, string mu, string logVar)
    {
        var graph = layers.Graph;
        var terms = graph.Node("Sub", graph.Node("Add", graph.Square(mu), graph.Node("Exp", logVar)), graph.Node("Add", logVar, graph.Constant(1)));
        return graph.Node("Mul", graph.Constant(0.5f), graph.Sum(terms));
    }
}
