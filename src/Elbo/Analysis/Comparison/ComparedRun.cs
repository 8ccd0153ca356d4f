using Elbo.Files;
using Elbo.Files.NumPy;
using Elbo.Objectives;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Training;

namespace Elbo.Analysis.Comparison;

/// <summary>A run as it takes part in a comparison.</summary>
/// <param name="Path">The run folder, as it was named.</param>
/// <param name="Manifest">Its <c>run.json</c>, with test numbers.</param>
/// <param name="Metrics">Its epochs.</param>
/// <param name="TestNegElbo">−ELBO of each test example, nats; null where the run has none, or none that fits its numbers.</param>
internal sealed record ComparedRun(string Path, RunManifest Manifest, IReadOnlyList<MetricsRow> Metrics, float[]? TestNegElbo = null)
{
    /// <summary>The epoch whose weights and numbers a run keeps.</summary>
    public const string KeptWeights = "the epoch that was best on the validation split; without one, the last";

    /// <summary>Reads the run in a folder, or each run of a series over seeds.</summary>
    /// <exception cref="RunException">There is no run, or it has no finished epoch.</exception>
    public static IEnumerable<ComparedRun> Read(string path)
    {
        if (SeedSeries.IsAt(path))
            return SeedSeries.Read(path).Seeds.Select(seed => ReadOne(SeedSeries.RunPath(path, seed)));
        return [ReadOne(path)];
    }

    /// <summary>The objective of the training as shown to users: <c>ELBO</c>, <c>ELBO with β 4</c>.</summary>
    public string Objective => Manifest.Imported is not null ? "unknown (imported)"
        : Manifest.Training.Objective != new EvidenceLowerBound() ? Manifest.Training.Objective.Describe()
        : (Manifest.Training.Reduction, Manifest.Training.BetaSchedule) switch
        {
            (Reduction.Mean, var schedule) => $"distortion / pixels + β · rate, {schedule.Describe()}",
            (_, { Varies: false, Beta: 1 }) => "ELBO",
            (_, var schedule) => $"ELBO with {schedule.Describe()}",
        };

    /// <summary>A run with test numbers.</summary>
    /// <exception cref="RunException">Its metrics are damaged.</exception>
    public static ComparedRun Of(string path, RunFolder folder, RunManifest manifest) =>
        new(path, manifest, folder.ReadMetrics(), TestNegElboOf(folder, manifest));

    private static float[]? TestNegElboOf(RunFolder folder, RunManifest manifest)
    {
        if (!File.Exists(folder.TestNegElboPath))
            return null;
        try
        {
            var array = NpyFile.Read(folder.TestNegElboPath);
            if (array.Type != NpyType.F32 || array.Count != manifest.Data.TestCount)
                return null;
            var each = array.Values<float>().ToArray();
            // Between two files of one epoch a killed training may have stopped.
            return Math.Abs(each.Average(nats => (double)nats) - manifest.Test!.NegElbo) <= 1e-5 * Math.Abs(manifest.Test.NegElbo) ? each : null;
        }
        catch (DataException)
        {
            return null;
        }
    }

    private static ComparedRun ReadOne(string path)
    {
        var folder = RunFolder.Open(path);
        var manifest = folder.ReadManifest();
        return manifest.Test is not null
            ? Of(path, folder, manifest)
            : throw new RunException($"{path} has no numbers to compare yet: its first epoch was never finished. "
                + $"Continue it with: elbo train --resume --out {CommandWords.Quote(path)}");
    }
}
