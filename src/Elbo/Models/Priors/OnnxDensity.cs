using Elbo.Compute.Engine;
using Elbo.Exchange;
using Elbo.Models.Layers;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Models.Priors;

/// <summary>A prior whose density and draws can be written into an ONNX graph.</summary>
internal interface IOnnxDensity
{
    /// <summary>log p(z).</summary>
    /// <param name="layers">The model's layers, and the graph that the nodes go to.</param>
    /// <param name="z">[N, L].</param>
    /// <returns>Nats, [N].</returns>
    string LogProbability(OnnxLayers layers, string z);

    /// <summary>Draws z.</summary>
    /// <param name="layers">The model's layers, and the graph that the nodes go to.</param>
    /// <param name="noise">Standard normal, [N, L + 1].</param>
    /// <returns>[N, L].</returns>
    string Sample(OnnxLayers layers, string noise);

    /// <summary>KL(q(z given x) ‖ p(z)) of a diagonal Gaussian, or the least bound above it that has a closed form.</summary>
    /// <param name="layers">The model's layers, and the graph that the nodes go to.</param>
    /// <param name="mu">[N, L].</param>
    /// <param name="logVar">[N, L].</param>
    /// <returns>Nats, [N].</returns>
    string RateBound(OnnxLayers layers, string mu, string logVar);
}

/// <summary>A mixture of K Gaussians in a graph: its quadratics are one matrix product in float64, as in <see cref="GaussianMixture"/>.</summary>
internal sealed class OnnxMixtureDensity
{
    private readonly OnnxLayers layers;
    private readonly int components, latents;
    private readonly float[] mean, logVar;
    private readonly double[] logWeights;

    public OnnxMixtureDensity(OnnxLayers layers)
    {
        this.layers = layers;
        (components, latents) = ((int)layers.Shape("prior.mean")[0], (int)layers.Shape("prior.mean")[1]);
        (mean, logVar) = (layers.Numbers("prior.mean"), layers.Numbers("prior.logvar"));
        for (var i = 0; i < logVar.Length; i++)
            logVar[i] = Math.Clamp(logVar[i], -LogVariance.Most, LogVariance.Most);
        var logits = layers.Numbers("prior.logits");
        var most = logits.Max();
        var total = most + Math.Log(logits.Sum(logit => Math.Exp((double)logit - most)));
        logWeights = [.. logits.Select(logit => logit - total)];
    }

    private OnnxGraph Graph => layers.Graph;

    /// <summary>log Σ w_k exp(E[log N(z; mu_k, var_k)]), by E[z²] and E[z]; log p(z) for a single z.</summary>
    /// <param name="squares">E[z²], [N, L].</param>
    /// <param name="values">E[z], [N, L].</param>
    /// <returns>Nats, [N].</returns>
    public string Log(string squares, string values)
    {
        var (factors, offsets) = (new double[2 * latents * components], new double[components]);
        for (var k = 0; k < components; k++)
        {
            offsets[k] = logWeights[k];
            for (var l = 0; l < latents; l++)
            {
                double m = mean[k * latents + l], v = logVar[k * latents + l], precision = Math.Exp(-v);
                factors[l * components + k] = -0.5 * precision;
                factors[(latents + l) * components + k] = m * precision;
                offsets[k] -= 0.5 * (m * m * precision + v) + OnnxMath.HalfLogTwoPi;
            }
        }
        var both = Graph.Node("Concat", [squares, values], ("axis", 1));
        var logs = Graph.Node("Add", Graph.Node("MatMul", both, Graph.Doubles([2 * latents, components], factors)), Graph.Doubles(offsets));
        return Graph.Cast(Graph.Node("ReduceLogSumExp", [logs], ("axes", (long[])[1]), ("keepdims", 0)), Type.Float);
    }

    /// <summary>One more number of noise chooses the component, by its quantile.</summary>
    public string Sample(string noise)
    {
        var sum = 0.0;
        float[] ends = [.. logWeights.Select(log => (float)(sum += Math.Exp(log)))];
        var last = Graph.Columns(noise, latents, 1);
        var quantile = Graph.Times(Graph.Plus(Graph.Node("Erf", Graph.Times(last, Math.Sqrt(0.5))), 1), 0.5);
        var passed = Graph.Cast(Graph.Node("Greater", quantile, Graph.Constant([components], ends)), Type.Int64);
        var chosen = Graph.Node("Min", Graph.Node("ReduceSum", [passed, Graph.Wholes(1)], ("keepdims", 0)), Graph.Wholes(components - 1));
        var deviation = Graph.Constant([components, latents], [.. logVar.Select(v => (float)Math.Exp(0.5 * v))]);
        return Graph.Node(
            "Add", Graph.Node("Gather", Graph.Constant([components, latents], mean), chosen),
            Graph.Node("Mul", Graph.Node("Gather", deviation, chosen), Graph.Columns(noise, 0, latents)));
    }
}
