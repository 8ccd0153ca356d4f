using Elbo.Likelihoods;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Exchange;

/// <summary>Likelihoods of whole levels inside a graph.</summary>
/// <param name="likelihood">The likelihood.</param>
/// <param name="graph">Where the nodes go.</param>
/// <param name="dimensions">D.</param>
internal sealed class OnnxLevels(LevelLikelihood likelihood, OnnxGraph graph, int dimensions)
{
    private int Top => likelihood.Levels - 1;

    /// <summary>E[x given z].</summary>
    /// <param name="parameters">[N, P·D].</param>
    /// <returns>[N, D].</returns>
    public string Mean(string parameters)
    {
        switch (likelihood)
        {
            case DiscretizedLogistic:
                return Logistics.Mean(Part(parameters, 0, 1), Part(parameters, 1, 1));
            case LogisticMixture { Logistics: var k }:
                var means = Logistics.Mean(Part(parameters, k, k), Part(parameters, 2 * k, k));
                return graph.Sum(graph.Node("Mul", graph.Node("Softmax", [Planes(Part(parameters, 0, k), k)], ("axis", 1)), Planes(means, k)));
            case BetaBinomial:
                // α / (α + β) = σ(log α − log β)
                return graph.Node("Sigmoid", graph.Node("Sub", Limited(Part(parameters, 0, 1)), Limited(Part(parameters, 1, 1))));
            case Categorical { Levels: var n }:
                var levels = graph.Constant([1, n, 1], [.. Enumerable.Range(0, n).Select(level => (float)((double)level / Top))]);
                return graph.Sum(graph.Node("Mul", graph.Node("Softmax", [Planes(parameters, n)], ("axis", 1)), levels));
            default:
                throw Unknown();
        }

        string Limited(string value) => graph.Within(value, -BetaBinomial.Limit, BetaBinomial.Limit);
    }

    /// <summary>log p(x given z) of each dimension.</summary>
    /// <param name="target">x, [N, D].</param>
    /// <param name="parameters">[N, P·D].</param>
    /// <returns>Nats, [N, D].</returns>
    public string LogProbability(string target, string parameters)
    {
        switch (likelihood)
        {
            case DiscretizedLogistic:
                return Logistics.LogProbability(target, Part(parameters, 0, 1), Part(parameters, 1, 1));
            case LogisticMixture { Logistics: var k }:
                var each = Logistics.LogProbability(Planes(target, 1), Planes(Part(parameters, k, k), k), Planes(Part(parameters, 2 * k, k), k));
                var logWeights = graph.Node("LogSoftmax", [Planes(Part(parameters, 0, k), k)], ("axis", 1));
                return graph.Node("ReduceLogSumExp", [graph.Node("Add", logWeights, each)], ("axes", (long[])[1]), ("keepdims", 0));
            case BetaBinomial:
                return BetaBinomials(target, Part(parameters, 0, 1), Part(parameters, 1, 1));
            case Categorical { Levels: var n }:
                var logs = graph.Node("LogSoftmax", [Planes(parameters, n)], ("axis", 1));
                var index = graph.Cast(Planes(Level(target), 1), Type.Int64);
                return graph.Sum(graph.Node("GatherElements", [logs, index], ("axis", 1)));
            default:
                throw Unknown();
        }
    }

    private OnnxLogistics Logistics => new(graph, Top);

    /// <summary>log C(t, k) + log B(k + α, t − k + β) − log B(α, β), inside in float64.</summary>
    private string BetaBinomials(string target, string logAlpha, string logBeta)
    {
        var (alpha, beta) = (Exp(logAlpha), Exp(logBeta));
        var level = Level(target);
        var k = graph.Cast(level, Type.Double);
        var chosen = graph.LogBeta(graph.Node("Add", k, alpha), graph.Node("Add", graph.Node("Sub", graph.Double(Top), k), beta));
        var ways = graph.Node("Gather", graph.Doubles(LogBinomials()), graph.Cast(level, Type.Int64));
        return graph.Cast(graph.Node("Sub", graph.Node("Add", ways, chosen), graph.LogBeta(alpha, beta)), Type.Float);

        string Exp(string log) => graph.Node("Exp", graph.WithinDouble(graph.Cast(log, Type.Double), -BetaBinomial.Limit, BetaBinomial.Limit));
    }

    /// <summary>log C(t, k) for k = 0 … t.</summary>
    private double[] LogBinomials()
    {
        var logs = new double[Top + 1];
        for (var k = 1; k <= Top; k++)
            logs[k] = logs[k - 1] + Math.Log((Top - k + 1.0) / k);
        return logs;
    }

    /// <summary>Whole levels 0 … t as float32.</summary>
    private string Level(string target) => graph.Node("Round", graph.Times(target, Top));

    private string Part(string parameters, long first, long planes) => graph.Columns(parameters, first * dimensions, planes * dimensions);

    private string Planes(string value, long planes) => graph.Planes(value, planes, dimensions);

    private ArgumentException Unknown() => new($"{likelihood.Describe()} is no likelihood of levels that is known here.", nameof(likelihood));
}
