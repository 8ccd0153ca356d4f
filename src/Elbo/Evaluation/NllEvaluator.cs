using System.Runtime.InteropServices;
using Elbo.Compute.Distributed;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Managed;
using static System.FormattableString;

namespace Elbo.Evaluation;

/// <summary>Estimates −log p(x) by importance sampling with the posterior as the proposal: −log 1/S Σ p(x, z) / q(z given x) (Burda et al.,
/// "Importance Weighted Autoencoders", 2015, eq. 8 with k = S).</summary>
internal static class NllEvaluator
{
    /// <summary>Maximum number of draws per example, S.</summary>
    public const int MostSamples = 1_000_000;

    /// <param name="model">The model, on any device.</param>
    /// <param name="examples">The split.</param>
    /// <param name="binarization">How targets are made; use the one that the model was trained with.</param>
    /// <param name="samples">Draws of z for each example, S. The first draws are the same whatever S is.</param>
    /// <param name="seed">The seed of eps and of dynamic binarization.</param>
    /// <param name="progress">Receives the number of examples done; called on any thread.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OptionsException"><paramref name="samples"/> is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static NllEstimate Estimate(
        Vae model, ExampleSet examples, Binarization binarization, int samples, ulong seed = 0,
        IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        Estimate(model, examples, binarization, samples, seed, ManagedInference.For(model), progress, cancellation);

    internal static NllEstimate Estimate(
        Vae model, ExampleSet examples, Binarization binarization, int samples, ulong seed,
        ManagedInference? engine, IProgress<int>? progress, CancellationToken cancellation, Communicator? communicator = null)
    {
        communicator ??= Communicator.Alone;
        if (samples is < 1 or > MostSamples)
            throw new OptionsException([$"samples was {samples}; it must be from 1 to {MostSamples:N0} for each example. Use 1,000."]);
        var (first, end) = communicator.Share(examples.Count);
        var draws = new Philox(seed, RandomStream.EvaluationBinarization).From(first);
        var own = new WeightSpread[end - first];
        var part = communicator.IsAlone ? examples : examples.Part(first, own.Length);
        var done = 0;
        if (engine is { Weighs: true })
            engine.Weigh(part.Rows(binarization, draws), samples, Draws, Use, cancellation);
        else
            TorchWeighing.Weigh(model, part, binarization, draws, samples, Draws, Use, cancellation);

        var each = Gathered(communicator, own, examples.Count);
        double[] nll = [.. each.Select(weights => -weights.LogMean)];
        var (mean, error) = SampleMean.Of(nll);
        return new()
        {
            Examples = each.Length,
            Samples = samples,
            Binarization = binarization,
            Nll = mean,
            StandardError = error,
            EffectiveSampleSize = EffectiveSampleSize.Of(each, samples),
            PerExample = nll,
        };

        Philox Draws(int sample) => new Philox(seed, RandomStream.ImportanceNoise, sample).From(first);

        void Use(int image, double[] logWeights)
        {
            own[image] = WeightSpread.Of(logWeights);
            // The other ranks have made about the same progress.
            progress?.Report(Math.Min(examples.Count, Interlocked.Increment(ref done) * communicator.Size));
        }
    }

    private static WeightSpread[] Gathered(Communicator communicator, WeightSpread[] own, int count)
    {
        if (communicator.IsAlone)
            return own;
        var all = new Gather(communicator, count).Doubles(MemoryMarshal.Cast<WeightSpread, double>(own), 3);
        return MemoryMarshal.Cast<double, WeightSpread>(all).ToArray();
    }
}

/// <summary>Reports when an importance-sampled NLL is unreliable.</summary>
internal static class NllDoctor
{
    /// <summary>The estimate is unreliable if a larger share of the examples is below <see cref="EffectiveSampleSize.Floor"/>.</summary>
    public const double MostBelowFloor = 0.05;

    /// <summary>A bias above this, in nats, is as large as the differences between models that papers report.</summary>
    public const double MostBias = 0.1;

    /// <summary>The rule: at most 5 % of the examples with an effective sample size below 10, and a bias of at most 0.1 nats.</summary>
    /// <returns>One finding or none.</returns>
    public static IReadOnlyList<Finding> Examine(NllEstimate nll)
    {
        var spread = nll.EffectiveSampleSize;
        if (spread.ShareBelowFloor <= MostBelowFloor && spread.Bias <= MostBias)
            return [];
        var few = Invariant($"{spread.ShareBelowFloor:P1} of the examples have an effective sample size below {EffectiveSampleSize.Floor:F0} ");
        var median = Invariant($"(the median is {spread.Median:F1} of {nll.Samples:N0} draws), ");
        var largest = Invariant($"and the largest weight of an example takes {spread.LargestShare:P0} of the whole on average. ");
        var bias = Invariant($"The estimate exceeds −log p(x) by about {spread.Bias:F2} nats, and by more where all draws missed.");
        var more = Invariant($"Take more draws (--nll {10L * nll.Samples}), ");
        return [new(
            Severity.Warning,
            Invariant($"NLL({nll.Samples:N0}) is too high by more than its standard error"),
            few + median + largest + bias,
            more + "and check some examples by annealed importance sampling (--estimator ais --limit 100). "
                + "Compare it only with an NLL of the same number of draws.")];
    }
}
