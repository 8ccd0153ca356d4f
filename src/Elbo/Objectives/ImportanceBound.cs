using Elbo.Compute.Engine;
using Elbo.Models;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>A bound on log p(x) that is made of the log importance weights log wᵢ = log p(x, zᵢ) − log q(zᵢ given x) of an example's draws. Its
/// gradient is a weighted sum of theirs, with weights of their own for two kinds of parameters: those of p(x, z), which are the decoder's and a
/// learned prior's, and those of q(z given x), which act through z and, with the standard estimator, through log q itself.</summary>
/// <param name="Estimator">How the gradient of the posterior's parameters is estimated.</param>
public abstract record ImportanceBound(
    [property: Setting("estimator", Objective.EstimatorHelp)] GradientEstimator Estimator) : Objective, IDrawWeights
{
    /// <summary>No draw weighs less for the parameters of p: the gradient by z comes from theirs by a quotient. A share of 1e-12 of an example's
    /// gradient vanishes in float precision.</summary>
    private const double LeastWeight = 1e-12;

    /// <summary>The bound of one example, and how each of its draws weighs in the gradient.</summary>
    /// <param name="logWeights">log wᵢ, nats, shape [k].</param>
    /// <param name="generative">Becomes the weight of each draw in the gradient of p(x, z)'s parameters, shape [k].</param>
    /// <param name="inference">Becomes the weight of each draw in the gradient of q(z given x)'s parameters, shape [k].</param>
    /// <returns>The bound, nats.</returns>
    protected internal abstract double Weigh(ReadOnlySpan<double> logWeights, Span<double> generative, Span<double> inference);

    bool IDrawWeights.HasScore => Estimator == GradientEstimator.Standard;

    double IDrawWeights.Weigh(ReadOnlySpan<double> logWeights, Span<double> generative, Span<double> inference) =>
        Weigh(logWeights, generative, inference);

    internal override bool WeighsDraws => Estimator == GradientEstimator.Dreg;

    /// <inheritdoc/>
    public sealed override ObjectiveLoss Loss(Vae model, VaeOutput output, Tensor target, LossRequest request)
    {
        var (examples, draws) = ((int)target.shape[0], Draws);
        var logLikelihood = LogLikelihoods(model, output, target);
        var logPrior = model.Prior.Given(output.Condition).LogProbability(output.Z, output.PriorNoise);
        var logWeights = logLikelihood + logPrior - Proposal(output).LogProbability(output.Z); // [B·k]

        var logs = Doubles(logWeights);
        var (generative, inference) = (new double[logs.Length], new double[logs.Length]);
        var (weights, factors) = (new float[logs.Length], new float[logs.Length]);
        var bound = 0.0;
        for (var first = 0; first < logs.Length; first += draws)
            bound += Weigh(logs.AsSpan(first, draws), generative.AsSpan(first, draws), inference.AsSpan(first, draws));
        for (var i = 0; i < logs.Length; i++)
        {
            var weight = Math.Max(generative[i], LeastWeight);
            (weights[i], factors[i]) = ((float)(-weight / examples), (float)(inference[i] / weight));
        }
        if (output.DrawGradient is { } drawGradient)
            drawGradient.Factors = tensor(factors, factors.Length, 1).to(logWeights.device);
        var value = logWeights.dot(tensor(weights).to(logWeights.dtype).to(logWeights.device));

        var distortion = -Doubles(logLikelihood).Sum();
        return new(value, distortion / draws, (-logs.Sum() - distortion) / draws, -bound);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults(Prior prior)
    {
        if (prior.NoiseWidth > 0 && (WeighsDraws || Estimator != GradientEstimator.Standard))
            yield return $"{Describe()} weighs the gradient through the draws of one layer of latents, but this model draws more than one. "
                + "Use --objective iwae --estimator standard.";
    }

    /// <summary>The estimator, for people; nothing for the standard one.</summary>
    protected string Suffix => Estimator switch { GradientEstimator.Stl => ", STL", GradientEstimator.Dreg => ", DReG", _ => "" };

    /// <summary>Validation errors of m groups of k draws together.</summary>
    private protected static IEnumerable<string> GroupFaults(int groups, int draws)
    {
        if (groups is >= 1 and <= MostDraws && draws is >= 1 and <= MostDraws && (long)groups * draws > MostDraws)
            yield return $"m·k was {(long)groups * draws}; it must be at most {MostDraws:N0}. Use --m 5 --k 5.";
    }

    /// <summary>The weights for q's parameters from normalised weights: squared for DReG (Tucker et al. 2019, eq. 8).</summary>
    protected double ForInference(double weight) => Estimator == GradientEstimator.Dreg ? weight * weight : weight;

    /// <summary>q for every draw, with its parameters fixed where the estimator leaves out the score.</summary>
    private Posterior Proposal(VaeOutput output)
    {
        if (Estimator != GradientEstimator.Standard)
            return output.Posterior.Detach().Repeat(Draws);
        var posterior = output.Posterior.Repeat(Draws);
        return output.DrawGradient is { } gradient ? posterior.Map(gradient.Through) : posterior;
    }

    private static double[] Doubles(Tensor tensor) => [.. tensor.detach().to(ScalarType.Float64).cpu().data<double>()];
}

/// <summary>How the gradient of the posterior's parameters is estimated. All estimate the same number but for one: see <see cref="Stl"/>.</summary>
public enum GradientEstimator
{
    /// <summary>The derivative of the objective at the drawn noise.</summary>
    Standard,

    /// <summary>Sticking the landing: without the score ∂log q(z given x) at fixed z, whose mean is 0 for one draw (Roeder et al. 2017). With
    /// importance weights over several draws it is biased (Tucker et al. 2019).</summary>
    Stl,

    /// <summary>Doubly reparameterized: without the score, and each draw weighed by its squared weight (Tucker et al. 2019, eq. 8). Unbiased.</summary>
    Dreg,
}

/// <summary>Importance weights of one example's draws.</summary>
internal static class ImportanceWeights
{
    /// <summary>log 1/k Σ wᵢ without overflow, and the normalised weights w̃ᵢ = wᵢ / Σ w, which are its derivatives by log wᵢ.</summary>
    /// <param name="logWeights">log wᵢ, shape [k].</param>
    /// <param name="normalised">Becomes w̃ᵢ, shape [k].</param>
    public static double LogMean(ReadOnlySpan<double> logWeights, Span<double> normalised)
    {
        var most = double.NegativeInfinity;
        foreach (var log in logWeights)
            most = Math.Max(most, log);
        var sum = 0.0;
        for (var i = 0; i < logWeights.Length; i++)
            sum += normalised[i] = Math.Exp(logWeights[i] - most);
        for (var i = 0; i < logWeights.Length; i++)
            normalised[i] /= sum;
        return most + Math.Log(sum / logWeights.Length);
    }
}
