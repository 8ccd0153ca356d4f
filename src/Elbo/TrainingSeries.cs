using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Training;

namespace Elbo;

/// <summary>The same training with several seeds: a run folder for each, <c>FOLDER/seed-S</c>, and their mean with its standard error.</summary>
public sealed class TrainingSeries
{
    private const int MostSeeds = 1000;
    private readonly TrainingRequest request;
    private readonly bool isResumed, replace;

    private TrainingSeries(TrainingRequest request, string folder, IReadOnlyList<ulong> seeds, bool isResumed, bool replace)
    {
        (this.request, this.isResumed, this.replace) = (request, isResumed, replace);
        (Folder, Seeds) = (folder, seeds);
    }

    /// <summary>The folder of the series.</summary>
    public string Folder { get; }

    /// <summary>The seeds, ascending.</summary>
    public IReadOnlyList<ulong> Seeds { get; }

    /// <summary>Plans a series. Nothing is read or written before <see cref="Train(IProgress{TrainingProgress}?, CancellationToken)"/>.</summary>
    /// <param name="request">The training, and the folder of the series; its seed is the first one.</param>
    /// <param name="count">The number of seeds.</param>
    /// <param name="replace">True replaces the runs of these seeds.</param>
    /// <exception cref="OptionsException">The request has faults, or there are too few or too many seeds.</exception>
    /// <exception cref="RunException">The folder already holds a run or a series.</exception>
    public static TrainingSeries Create(TrainingRequest request, int count, bool replace = false)
    {
        var plan = TrainingPlan.Of(request);
        if (RunFolder.IsAt(plan.Folder))
            throw new RunException($"{plan.Folder} holds a run, and a series of seeds needs its own folder. Choose another folder with --out.");
        if (SeedSeries.IsAt(plan.Folder) && !replace)
            throw new RunException($"{plan.Folder} already holds a series of seeds. "
                + "Continue it with --resume, replace it with --force, or choose another folder with --out.");
        var seeds = Range(plan.Training.Seed, count);
        foreach (var seed in seeds)
            RunFolder.ThrowIfTaken(SeedSeries.RunPath(plan.Folder, seed), replace);
        return new(request, plan.Folder, seeds, isResumed: false, replace);
    }

    /// <summary>Plans to continue the series in the request's folder: finished runs are kept, others are continued or begun like the first.</summary>
    /// <param name="request">The changes, such as more epochs.</param>
    /// <param name="count">The number of seeds, at least that of the series; null for the same number.</param>
    /// <exception cref="OptionsException">The seeds are not those of the series.</exception>
    /// <exception cref="RunException">There is no series, or it cannot be read.</exception>
    public static TrainingSeries Resume(TrainingRequest request, int? count = null)
    {
        var folder = request.ResumedFolder;
        if (!SeedSeries.IsAt(folder) && RunFolder.IsAt(folder))
            throw new OptionsException([$"--seeds was {count}, but {folder} holds a single run, not a series of seeds. Leave --seeds out to resume it."]);
        var has = SeedSeries.Read(folder).Seeds;
        if (request.Settings.ToJson()["seed"]?.GetValue<ulong>() is { } first && first != has[0])
            throw new OptionsException([$"--seed was {first}, but the series begins with {has[0]}. Leave it out to resume."]);
        if (count < has.Count)
            throw new OptionsException([$"--seeds was {count}, but the series has {has.Count}. Give at least as many, or leave it out to resume."]);
        return new(request, folder, count is { } more ? Range(has[0], more) : has, isResumed: true, replace: false);
    }

    /// <summary>Trains one run after another, each to its last epoch. After every one, <c>seeds.json</c> has the statistics so far.</summary>
    /// <param name="progress">Called after each step of every run.</param>
    /// <param name="cancellation">Stops after the current step; the series can be resumed.</param>
    /// <returns>The statistics over all runs.</returns>
    /// <exception cref="OptionsException">Options do not fit the data or the runs.</exception>
    /// <exception cref="RunException">A run cannot be read, continued or written.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public SeedSeries Train(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        Train(TrainingHost.Of(cancellation), (run, _) => run.Train(progress, cancellation).Dispose(), null);

    /// <inheritdoc cref="Train(IProgress{TrainingProgress}?, CancellationToken)"/>
    /// <param name="host">The program around the series.</param>
    /// <param name="train">Trains one run to its end, or throws.</param>
    /// <param name="progress">Called when a run begins, and for runs that are already done.</param>
    internal SeedSeries Train(TrainingHost host, Action<TrainingRun, SeriesProgress> train, IProgress<SeriesProgress>? progress)
    {
        foreach (var (index, seed) in Seeds.Index())
        {
            SeedSeries.Of(Folder, Seeds).Write(Folder);
            var at = new SeriesProgress(seed, index + 1, Seeds.Count);
            progress?.Report(at);
            using var run = Open(host, seed);
            if (run is null)
                progress?.Report(at with { IsDone = true });
            else
                train(run, at);
        }
        var series = SeedSeries.Of(Folder, Seeds);
        series.Write(Folder);
        return series;
    }

    private static IReadOnlyList<ulong> Range(ulong first, int count) => count is >= 1 and <= MostSeeds && first <= ulong.MaxValue - (ulong)count
        ? [.. Enumerable.Range(0, count).Select(i => first + (ulong)i)]
        : throw new OptionsException(
            [$"seeds was {count} from {first} on; it must be from 1 to {MostSeeds}, and no seed above {ulong.MaxValue}. Use --seeds 5."]);

    /// <summary>The run of a seed, to be begun or continued; null if it is done.</summary>
    private TrainingRun? Open(TrainingHost host, ulong seed)
    {
        var (path, first) = (SeedSeries.RunPath(Folder, seed), SeedSeries.RunPath(Folder, Seeds[0]));
        if (!isResumed || !RunFolder.IsAt(first))
            return TrainingPlan.Of(request with { Folder = path, Settings = request.Settings.With("seed", seed) }).Start(host, replace);
        var changes = request with { Folder = path, Settings = request.Settings.With("seed", null) };
        if (!RunFolder.IsAt(path))
            return TrainingPlan.Of(changes, RunFolder.Open(first).ReadManifest(), seed).Start(host);
        var plan = TrainingPlan.OfRun(changes);
        return plan.IsDone ? null : plan.Resume(host);
    }
}

/// <summary>The progress of a series of seeds.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Number">Its place in the series, from 1.</param>
/// <param name="Count">The number of seeds.</param>
internal sealed record SeriesProgress(ulong Seed, int Number, int Count)
{
    /// <summary>True if the seed's run was done before.</summary>
    public bool IsDone { get; init; }
}
