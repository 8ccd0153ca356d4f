using Elbo.Analysis.Comparison;
using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Objectives;
using Elbo.Runs;
using Elbo.Studio.Training;

namespace Elbo.Studio.Runs;

/// <summary>Two finished runs of the ELBO on the same data, one with the distortion summed over the pixels, one with its mean.</summary>
/// <param name="Sum">Trained with <c>--reduction sum</c>; null if there is none.</param>
/// <param name="Mean">Trained with <c>--reduction mean</c>; null if there is none.</param>
internal sealed record ReductionPair(RunEntry? Sum, RunEntry? Mean)
{
    /// <summary>The recipe of the run with the mean; with <c>--reduction sum</c> it trains the other.</summary>
    public const string Recipe = "collapse";

    // Only the newest: comparing all pairs of many runs every second would be slow.
    private const int Most = 40;

    /// <summary>The run of a reduction.</summary>
    public RunEntry? this[Reduction reduction] => reduction == Reduction.Sum ? Sum : Mean;

    /// <summary>The two that differ least, the newest of those; if there is no pair, a single run for which the recipe can train the other.</summary>
    /// <param name="runs">All runs.</param>
    /// <param name="data">The data sets that can be trained on.</param>
    public static ReductionPair Find(IReadOnlyList<RunEntry> runs, IReadOnlyList<string> data)
    {
        var finished = runs.Where(run => run.Manifest is { Status: RunStatus.Finished, Test: not null } && Minimizes(run) is not null)
            .OrderByDescending(run => run.Manifest!.Started).ToList();
        RunEntry[] sums = [.. finished.Where(run => Minimizes(run) == Reduction.Sum).Take(Most)];
        RunEntry[] means = [.. finished.Where(run => Minimizes(run) == Reduction.Mean).Take(Most)];
        var pair = means.SelectMany(mean => sums.Where(sum => IsOnSame(sum.Manifest!, mean.Manifest!)).Select(sum => new ReductionPair(sum, mean)))
            .MaxBy(pair => pair.Likeness);
        if (pair is not null)
            return pair;
        var alone = finished.FirstOrDefault(run => CanBeJoined(run.Manifest!, data));
        return alone is null ? new(null, null) : Minimizes(alone) == Reduction.Sum ? new(alone, null) : new(null, alone);
    }

    /// <summary>The order that trains the missing run of a reduction.</summary>
    /// <param name="reduction">The reduction of the missing run.</param>
    /// <param name="folder">The studio's folder.</param>
    public TrainOrder Order(Reduction reduction, string folder)
    {
        var other = (Sum ?? Mean)?.Manifest!.Data.Name;
        return new(
            RunNames.Free(reduction == Reduction.Mean ? Recipe : $"{Recipe}-sum", folder),
            other is null or "mnist" ? null : other, Recipe,
            reduction == Reduction.Mean ? new Dictionary<string, string>() : new Dictionary<string, string> { ["reduction"] = "sum" });
    }

    /// <summary>The reduction of a run that minimizes the ELBO with β = 1 on images; null for every other run.</summary>
    private static Reduction? Minimizes(RunEntry run) =>
        run.Manifest is { Imported: null, Schema.ArePictures: true, Training: { BetaSchedule: { Varies: false, Beta: 1 } } training }
        && training.Objective == new EvidenceLowerBound()
            ? training.Reduction
            : null;

    private static bool IsOnSame(RunManifest one, RunManifest other) =>
        one.Data.TrainFingerprint == other.Data.TrainFingerprint && Protocol.Of(one).Equals(Protocol.Of(other));

    private static bool CanBeJoined(RunManifest run, IReadOnlyList<string> data) =>
        data.Contains(run.Data.Name) && run.Data.Options is null
        && run.Training.Binarization == Binarization.Threshold && run.Model.Likelihood == new Bernoulli();

    // The model counts most, then how it was trained.
    private int Likeness =>
        (Sum!.Manifest!, Mean!.Manifest!) is var (sum, mean)
            ? 8 * Count(sum.Model == mean.Model) + 4 * Count(sum.Model.Latents == mean.Model.Latents) + 2 * Count(sum.Training.Epochs == mean.Training.Epochs)
                + Count(sum.Training with { Reduction = Reduction.Mean } == mean.Training)
            : 0;

    private static int Count(bool holds) => holds ? 1 : 0;
}
