using Elbo.Compute.Engine;
using Elbo.Exchange;
using Elbo.Models.Layers;
using Elbo.Models.Posteriors;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>
/// A Gaussian whose mean and variance a small net learns from the condition: p(z given c) = N(mu(c), exp(logvar(c))) (Sohn et al., "Learning
/// Structured Output Representation using Deep Conditional Generative Models", 2015, section 4.1).
/// </summary>
[Kind("conditional", "N(mu(c), exp(logvar(c))), learned from the condition c", Order = 4)]
internal sealed record ConditionalOptions : PriorOptions, IOnnxPrior
{
    /// <summary>Widths of the hidden layers from the condition on. Default 100.</summary>
    [Setting("prior-hidden", "Widths of the hidden layers from the condition to the prior", Min = 1, Max = VaeOptions.MaxWidth, Symbol = "W,W…",
        Example = "100")]
    public IReadOnlyList<int> Hidden { get; init; } = [100];

    public override string Describe() => $"conditional prior c-{string.Join('-', Hidden)}-z";

    public bool Equals(ConditionalOptions? other) => other is not null && Hidden.SequenceEqual(other.Hidden);

    public override int GetHashCode() => Hidden.Count;

    internal override bool IsGaussian => true;

    protected internal override IEnumerable<string> Faults(VaeOptions model)
    {
        foreach (var fault in base.Faults(model))
            yield return fault;
        if (Width(model) == 0)
            yield return "prior was conditional, but the model takes no condition. Add --condition label or --condition-region left, or use --prior standard.";
    }

    public override Prior Create(PriorRequest request) => new ConditionalPrior(Width(request.Model), Hidden, request.Latents, request.Model.Activation);

    internal override IEnumerable<(string Name, long[] Shape)> Tensors(VaeOptions model) =>
        LayerTensors.Mlp("prior.net", [Width(model), .. Hidden], activateLast: true, model.Activation == Activation.Gated)
            .Concat(LayerTensors.Gaussian("prior.head", Hidden[^1], model.Latents));

    /// <summary>½ Σ (log σ² − logvar + (exp(logvar) + (mu − mu(c))²)/σ² − 1), σ² = exp(logvar(c)).</summary>
    string IOnnxPrior.Rate(OnnxLayers layers, string? condition, string mu, string logVar)
    {
        var graph = layers.Graph;
        var h = layers.Mlp("prior.net", condition!, activateLast: true);
        var mean = layers.Linear("prior.head.mu", h);
        var logVariance = layers.Limited(layers.Linear("prior.head.logvar", h), LogVariance.Most);
        var squares = graph.Node("Add", graph.Node("Exp", logVar), graph.Square(graph.Node("Sub", mu, mean)));
        var scaled = graph.Node("Mul", squares, graph.Node("Exp", graph.Node("Neg", logVariance)));
        return graph.Times(graph.Sum(graph.Plus(graph.Node("Add", graph.Node("Sub", logVariance, logVar), scaled), -1)), 0.5);
    }

    /// <summary>Numbers of a condition: those of columns, or an image of what is seen.</summary>
    private static int Width(VaeOptions model) => model.ConditionRegion is null ? model.ConditionWidth : model.Shape.Size;

    /// <summary>The net; only what <see cref="Given"/> makes of it is a distribution.</summary>
    private sealed class ConditionalPrior : Prior
    {
        private readonly Mlp net;
        private readonly DiagonalGaussianHead head;

        public ConditionalPrior(int width, IReadOnlyList<int> hidden, int latents, Activation activation) : base(nameof(ConditionalPrior))
        {
            net = new([width, .. hidden], activation, activateLast: true);
            head = new(hidden[^1], latents);
            RegisterComponents();
        }

        /// <param name="condition">c, shape [B, C].</param>
        public override Prior Given(Tensor? condition) => condition is null
            ? throw new OptionsException(["There was no condition, but the model's prior depends on one. Give a condition with the examples or codes."])
            : new GaussianPrior(head.call(net.call(condition)));

        public override Tensor LogProbability(Tensor z, Tensor noise) => Given(null).LogProbability(z, noise);

        public override Tensor Sample(Tensor eps) => Given(null).Sample(eps);
    }

    /// <summary>One Gaussian for each of B examples, which may have k draws each in succession.</summary>
    private sealed class GaussianPrior(Posterior given) : Prior(nameof(GaussianPrior))
    {
        public override Tensor LogProbability(Tensor z, Tensor noise) => Of(z.shape[0]).LogProbability(z);

        public override Tensor Rate(Posterior posterior, Tensor z, Tensor noise) =>
            RatePerDimension(posterior)?.sum(1L) ?? base.Rate(posterior, z, noise);

        /// <summary>KL(N(m, s²) ‖ N(mu, σ²)) = ½ (log σ² − log s² + (s² + (m − mu)²)/σ² − 1).</summary>
        public override Tensor? RatePerDimension(Posterior posterior)
        {
            if (posterior.LogVariance is not { } logVar)
                return null;
            var p = Of(logVar.shape[0]);
            return 0.5 * (p.LogVariance! - logVar + (logVar.exp() + (posterior.Mean - p.Mean).square()) * (-p.LogVariance!).exp() - 1);
        }

        public override Tensor Sample(Tensor eps) => Of(eps.shape[0]).Sample(eps);

        private Posterior Of(long rows) => given.Repeat((int)(rows / given.Mean.shape[0]));
    }
}
