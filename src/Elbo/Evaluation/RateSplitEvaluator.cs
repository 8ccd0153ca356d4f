using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using static TorchSharp.torch;

namespace Elbo.Evaluation;

/// <summary>Estimates mutual information, total correlation and the KL of the aggregate posterior.</summary>
internal static class RateSplitEvaluator
{
    /// <summary>The work grows with N²; of a larger split a random subset is used.</summary>
    public const int MostExamples = 10_000;

    private const int BatchSize = 1000;

    /// <summary>Encodes the split and compares each draw of z with every posterior.</summary>
    /// <param name="vae">The model.</param>
    /// <param name="split">The split; at most <see cref="MostExamples"/> of it are used.</param>
    /// <param name="seed">The seed of eps and of the subset.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OptionsException">The examples do not fit the model.</exception>
    public static RateSplit Estimate(TrainedVae vae, ExampleSet split, ulong seed = 0, CancellationToken cancellation = default)
    {
        var examples = vae.UnderCondition(split.Subset(MostExamples, seed));
        return Estimate(vae.Model.Prior, vae.Encode(examples, cancellation), seed, cancellation, examples.Conditions);
    }

    internal static RateSplit Estimate(Prior prior, Codes codes, ulong seed, CancellationToken cancellation, Conditions? conditions = null)
    {
        var (count, latents) = (codes.Count, codes.Latents);
        var (z, priorNoise, logPosterior) = Draw(codes, prior.NoiseWidth, seed);
        var logPrior = LogPrior(prior, z, priorNoise, conditions, count, latents);
        var aggregate = new AggregatePosterior(codes);
        var (log, logMarginals) = (new double[count], new double[count]);
        for (var first = 0; first < count; first += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var some = Math.Min(BatchSize, count - first);
            aggregate.LogProbability(z.AsSpan(first * latents, some * latents), log.AsSpan(first, some), logMarginals.AsSpan(first, some));
        }
        return new()
        {
            Examples = count,
            Rate = Difference(logPosterior, logPrior),
            MutualInformation = Difference(logPosterior, log),
            MarginalKl = Difference(log, logPrior),
            TotalCorrelation = Difference(log, logMarginals),
            DimensionwiseKl = prior.IsFactorized ? Difference(logMarginals, logPrior) : null,
        };
    }

    /// <summary>One z for each example, noise for the prior, and log q(z given x).</summary>
    private static (float[] Z, float[] PriorNoise, double[] LogPosterior) Draw(Codes codes, int priorWidth, ulong seed)
    {
        var random = new Philox(seed, RandomStream.EvaluationNoise);
        var latents = codes.Latents;
        var noise = new float[latents + priorWidth];
        var (z, priorNoise, log) = (new float[codes.Count * latents], new float[codes.Count * priorWidth], new double[codes.Count]);
        for (var i = 0; i < codes.Count; i++)
        {
            random.FillNormal(i, noise);
            noise.AsSpan(latents).CopyTo(priorNoise.AsSpan(i * priorWidth));
            for (var d = 0; d < latents; d++)
            {
                double mu = codes.Mu[i * latents + d], logVar = codes.LogVar[i * latents + d];
                z[i * latents + d] = (float)(mu + Math.Exp(0.5 * logVar) * noise[d]);
                var deviation = z[i * latents + d] - mu;
                log[i] -= 0.5 * (deviation * deviation * Math.Exp(-logVar) + logVar + DiagonalGaussian.LogTwoPi);
            }
        }
        return (z, priorNoise, log);
    }

    private static double[] LogPrior(Prior prior, float[] z, float[] noise, Conditions? conditions, int count, int latents)
    {
        using var inference = inference_mode();
        using var scope = TensorScope.Open();
        var device = prior.parameters().FirstOrDefault()?.device ?? CPU;
        var log = new double[count];
        for (var first = 0; first < count; first += BatchSize)
        {
            using var batch = TensorScope.Open();
            var some = Math.Min(BatchSize, count - first);
            var given = prior.Given(conditions?.Slice(first, some).On(device));
            var values = given.LogProbability(Rows(z, first, some, latents).to(device), Rows(noise, first, some, prior.NoiseWidth).to(device));
            values.to(ScalarType.Float64).cpu().data<double>().CopyTo(log, first);
        }
        return log;
    }

    private static Tensor Rows(float[] values, int first, int count, int width) =>
        TensorMemory.Copied<float>(values.AsSpan(first * width, count * width), count, width);

    private static SampleMean Difference(double[] a, double[] b) => SampleMean.Of(a.Zip(b, (x, y) => x - y).ToArray());
}

/// <summary>The decomposition of the rate (Hoffman and Johnson, "ELBO surgery", 2016; Chen et al., "Isolating sources of disentanglement in VAEs",
/// 2018, eq. 2): rate = I(x; z) + KL(q(z) ‖ p(z)), and KL(q(z) ‖ p(z)) = total correlation + dimension-wise KL if p(z) is a product over its
/// dimensions. q(z) = 1/N Σ q(z given xₙ) is the whole mixture over the N examples. All in nats, with one draw of z per example.</summary>
internal sealed record RateSplit
{
    /// <summary>Number of examples, N: the same for the draws of z and for q(z).</summary>
    public required int Examples { get; init; }

    /// <summary>The upper limit of <see cref="MutualInformation"/>: log N. Close to it, it says only that the codes tell all N examples apart.</summary>
    public double Ceiling => Math.Log(Examples);

    /// <summary>The mean of log q(z given x) − log p(z) at the draws: the parts add up to it. Its expectation is the rate.</summary>
    public required SampleMean Rate { get; init; }

    /// <summary>I(x; z) = E[log q(z given x) − log q(z)] under q: how well the codes tell the N examples apart.</summary>
    public required SampleMean MutualInformation { get; init; }

    /// <summary>KL(q(z) ‖ p(z)) = E[log q(z) − log p(z)]: how far the codes of all examples together are from the prior.</summary>
    public required SampleMean MarginalKl { get; init; }

    /// <summary>KL(q(z) ‖ Π q(z_d)) = E[log q(z) − Σ log q(z_d)]: how much the dimensions depend on each other.</summary>
    public required SampleMean TotalCorrelation { get; init; }

    /// <summary>Σ KL(q(z_d) ‖ p(z_d)); null if the prior is not a product over its dimensions.</summary>
    public SampleMean? DimensionwiseKl { get; init; }
}
