using System.Text.Json;
using Elbo.Files;

namespace Elbo.Runs.Sessions;

/// <summary>One recipe trained with several seeds: a folder with a run folder for each, and the content of its <c>seeds.json</c>.</summary>
public sealed record SeedSeries
{
    /// <summary>The version of the format that this library writes.</summary>
    public const int CurrentFormat = 1;

    private const string FileName = "seeds.json";

    private const int MostBytes = 16 << 20;

    /// <summary>The version of the format.</summary>
    public required int Format { get; init; }

    /// <summary>The seeds, ascending.</summary>
    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>The number of finished runs, which the statistics cover.</summary>
    public int Finished { get; init; }

    /// <summary>Over the training split, averages over the steps of each run's best epoch; null before a run has finished.</summary>
    public SeedStatistics? Train { get; init; }

    /// <summary>Over the test split with each run's kept weights; null before a run has finished.</summary>
    public SeedStatistics? Test { get; init; }

    /// <summary>The run folder of one seed.</summary>
    public static string RunPath(string root, ulong seed) => Path.Combine(root, $"seed-{seed}");

    /// <summary>True if the folder holds a series.</summary>
    public static bool IsAt(string root) => File.Exists(Path.Combine(root, FileName));

    /// <summary>The statistics over the finished runs.</summary>
    /// <exception cref="RunException">A run cannot be read.</exception>
    public static SeedSeries Of(string root, IReadOnlyList<ulong> seeds)
    {
        RunManifest[] finished =
        [
            .. seeds.Select(seed => RunPath(root, seed)).Where(RunFolder.IsAt)
                .Select(path => RunFolder.Open(path).ReadManifest()).Where(run => run.Status == RunStatus.Finished),
        ];
        return new()
        {
            Format = CurrentFormat,
            Seeds = seeds,
            Finished = finished.Length,
            Train = SeedStatistics.Of(finished.Select(run => run.Train!)),
            Test = SeedStatistics.Of(finished.Select(run => run.Test!)),
        };
    }

    /// <summary>Reads <c>seeds.json</c>.</summary>
    /// <exception cref="RunException">The file is missing, damaged or of a newer format.</exception>
    public static SeedSeries Read(string root)
    {
        var path = Path.Combine(root, FileName);
        try
        {
            var series = RunFolder.Guard(root, () => JsonSerializer.Deserialize<SeedSeries>(RegularFile.ReadAll(path, MostBytes), KindJson.Indented));
            return series is { Seeds.Count: > 0, Format: <= CurrentFormat }
                ? series
                : throw new RunException(
                    $"{path} has format {series?.Format} and {series?.Seeds.Count ?? 0} seeds; "
                    + $"this Elbo reads up to format {CurrentFormat}, with at least 1 seed. Use a newer Elbo, or train again with --force.");
        }
        catch (JsonException e)
        {
            throw new RunException($"{path} is damaged. Remove it and name the seeds again: --seeds N --resume.", e);
        }
    }

    /// <summary>Replaces <c>seeds.json</c> atomically and creates the folder.</summary>
    /// <exception cref="RunException">The folder cannot be written.</exception>
    public void Write(string root) => RunFolder.Guard(root, () =>
    {
        Directory.CreateDirectory(root);
        AtomicFile.WriteText(Path.Combine(root, FileName), JsonSerializer.Serialize(this, KindJson.Indented) + "\n");
    });
}
