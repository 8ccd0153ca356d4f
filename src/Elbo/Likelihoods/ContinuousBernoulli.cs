using Elbo.Compute.Engine.Losses;
using Elbo.Data;
using Elbo.Exchange;
using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>A density over [0, 1] with the Bernoulli's shape: p(x) = C(λ) λˣ (1 − λ)¹⁻ˣ (Loaiza-Ganem and Cunningham, "The continuous Bernoulli:
/// fixing a pervasive error in variational autoencoders", 2019, eq. 7 and 8). With the logit l = log λ/(1 − λ) it is log p(x) = Σ (x − ½)·l −
/// log(sinh(l/2) / (l/2)): the normaliser is even and smooth, and its series is taken near l = 0 (λ = ½).</summary>
[Kind("continuous-bernoulli", "A density over [0, 1]", Order = 1)]
public sealed record ContinuousBernoulli : Likelihood, IOnnxLikelihood, IManagedLikelihood
{
    /// <summary>Below it the series are exact to twelve digits, above it the closed forms lose few.</summary>
    private const double Near = 0.25;

    /// <summary>Below it a draw is nearly uniform.</summary>
    private const double Nearest = 1e-3;

    /// <summary>None: the grey values themselves.</summary>
    public override Binarization UsualBinarization => Binarization.None;

    /// <inheritdoc/>
    public override bool IsDensity => true;

    /// <inheritdoc/>
    public override string Describe() => "continuous Bernoulli";

    /// <inheritdoc/>
    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters) => (target - 0.5) * parameters - LogSinhc(parameters * 0.5);

    /// <summary>½ + ½ coth(l/2) − 1/l (their eq. 9, in l).</summary>
    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters)
    {
        var (near, far) = Part(parameters, Near);
        var square = near.square();
        // l/12 − l³/720 + l⁵/30240 − l⁷/1209600
        var series = 0.5 + near * (1.0 / 12 - square * (1.0 / 720 - square * (1.0 / 30_240 - square / 1_209_600)));
        return where(IsNear(parameters, Near), series, 0.5 + 0.5 / (far * 0.5).tanh() - far.reciprocal());
    }

    /// <inheritdoc/>
    protected internal override double[] OutputsAt(double mean)
    {
        double low = -4000, high = 4000;
        for (var i = 0; i < 100; i++)
        {
            var l = (low + high) / 2;
            var at = Math.Abs(l) < Near ? 0.5 + l / 12 - l * l * l / 720 : 0.5 + 0.5 / Math.Tanh(l / 2) - 1 / l;
            (low, high) = at < Inside(mean) ? (l, high) : (low, l);
        }
        return [(low + high) / 2];
    }

    /// <summary>The inverse distribution function: log(1 + u (e^l − 1)) / l, by the mirror image for l above 0, where e^l may overflow.</summary>
    /// <inheritdoc/>
    protected override Tensor Draw(Tensor parameters, Tensor uniform)
    {
        var (near, far) = Part(parameters, Nearest);
        var negative = -far.abs();
        var above = far > 0;
        var draw = (where(above, 1 - uniform, uniform) * negative.expm1()).log1p() / negative;
        var series = uniform + 0.5 * near * uniform * (1 - uniform);
        return where(IsNear(parameters, Nearest), series, where(above, 1 - draw, draw));
    }

    /// <summary>log(sinh y / y), even in y.</summary>
    private static Tensor LogSinhc(Tensor y)
    {
        var isNear = y.abs() < Near;
        var square = where(isNear, y, zeros_like(y)).square();
        // y²/6 − y⁴/180 + y⁶/2835 − y⁸/37800
        var series = square * (1.0 / 6 - square * (1.0 / 180 - square * (1.0 / 2_835 - square / 37_800)));
        var far = where(isNear, ones_like(y), y.abs());
        return where(isNear, series, far + (2 * far).Log1MinusExp() - (2 * far).log());
    }

    private static Tensor IsNear(Tensor logit, double limit) => logit.abs() < limit;

    /// <summary>Logits near 0, and those that are not, harmless numbers in the places of the others: their gradient is 0, not NaN.</summary>
    private static (Tensor Near, Tensor Far) Part(Tensor logit, double limit)
    {
        var isNear = IsNear(logit, limit);
        return (where(isNear, logit, zeros_like(logit)), where(isNear, ones_like(logit), logit));
    }

    EngineLoss IManagedLikelihood.Loss(int dimensions) => EngineLoss.Of([new PlaneLoss<ContinuousLogit>(dimensions, default)]);

    string IOnnxLikelihood.Mean(OnnxParameters parameters)
    {
        var graph = parameters.Graph;
        var (isNear, near, far) = Part(graph, parameters.Value);
        var series = graph.Plus(graph.Node("Mul", near, graph.Polynomial(graph.Square(near), 1.0 / 12, -1.0 / 720, 1.0 / 30_240, -1.0 / 1_209_600)), 0.5);
        var coth = graph.Node("Reciprocal", graph.Node("Tanh", graph.Times(far, 0.5)));
        var closed = graph.Node("Sub", graph.Plus(graph.Times(coth, 0.5), 0.5), graph.Node("Reciprocal", far));
        return graph.Node("Where", isNear, series, closed);
    }

    string IOnnxLikelihood.Distortion(OnnxParameters parameters, string target)
    {
        var (graph, logits) = (parameters.Graph, parameters.Value);
        var (isNear, near, far) = Part(graph, graph.Node("Abs", graph.Times(logits, 0.5)));
        var square = graph.Square(near);
        var series = graph.Node("Mul", square, graph.Polynomial(square, 1.0 / 6, -1.0 / 180, 1.0 / 2_835, -1.0 / 37_800));
        var doubled = graph.Times(far, 2);
        var closed = graph.Node("Sub", graph.Node("Add", far, graph.Log1MinusExp(doubled)), graph.Node("Log", doubled));
        return parameters.Negated(graph.Node("Sub", graph.Node("Mul", graph.Plus(target, -0.5), logits), graph.Node("Where", isNear, series, closed)));
    }

    private static (string IsNear, string Near, string Far) Part(OnnxGraph graph, string value)
    {
        var isNear = graph.Node("Less", graph.Node("Abs", value), graph.Constant((float)Near));
        return (isNear, graph.Node("Where", isNear, value, graph.Constant(0)), graph.Node("Where", isNear, graph.Constant(1), value));
    }
}
