using Elbo.Data.Known;
using Elbo.Settings;
using Elbo.Studio.Runs;
using Microsoft.Extensions.Hosting;

namespace Elbo.Studio.Training;

/// <summary>
/// The trainings started by the studio. Each is a separate process: it has all cores and its own memory, a crash does not affect the
/// studio, and it does exactly what <c>elbo train</c> does. They end with the studio, and stay resumable.
/// </summary>
internal sealed class TrainProcesses(StudioOptions options, RunCatalog catalog) : IHostedService, IDisposable
{
    /// <summary>Maximum number at the same time: they share the cores.</summary>
    public const int MostAtOnce = 2;

    private readonly Dictionary<string, TrainProcess> trainings = [];
    private readonly Lock gate = new();

    /// <summary>Called, on any thread, when a training starts or ends.</summary>
    public event Action? Changed;

    /// <summary>Whether the studio can train.</summary>
    public bool IsAvailable => options.Trainer is not null;

    /// <summary>The data sets that are on this machine, by name.</summary>
    public IReadOnlyList<string> Data { get; } = [.. DatasetCatalog.Locate().Where(known => known.IsPresent).Select(known => known.Dataset.Name)];

    /// <summary>Data below the studio's folder.</summary>
    public OwnData Own { get; } = new(catalog.Folder);

    /// <summary>The last training of a run; null if the studio has started none.</summary>
    public TrainProcess? Find(string run)
    {
        lock (gate)
            return trainings.GetValueOrDefault(run);
    }

    /// <summary>Whether the studio is training this run.</summary>
    public bool IsTraining(string run) => Find(run) is { ExitCode: null };

    /// <summary>Validation errors of an order; empty if it can start.</summary>
    public IReadOnlyList<string> Faults(TrainOrder order)
    {
        List<string> faults = [];
        if (RunNames.Fault(order.Name, catalog.Folder) is { } fault)
            faults.Add(fault);
        if (order.Data is { } data && !Data.Contains(data))
            faults.Add($"{data} is not a data set on this machine; choose one of {string.Join(", ", Data)}.");
        if (order.File is { } file && Own.Fault(file) is { } unknownFile)
            faults.Add(unknownFile);
        if (order.Recipe is { } recipe && !RecipeBook.Names.Contains(recipe))
            faults.Add($"There is no recipe {recipe}.");
        if (order.Options.Keys.FirstOrDefault(name => SettingTable.Find(name) is null) is { } unknown)
            faults.Add($"There is no option {unknown}.");
        if (faults.Count == 0)
            faults.AddRange(options.Trainer!.Faults(order.Words(catalog.Folder)));
        return faults;
    }

    /// <summary>Starts a training.</summary>
    /// <exception cref="StudioException">The order has faults, or too many run.</exception>
    public void Start(TrainOrder order)
    {
        if (Faults(order) is { Count: > 0 } faults)
            throw new StudioException(string.Join(' ', faults));
        Directory.CreateDirectory(catalog.Folder);
        Start(order.Name, order.Words(catalog.Folder));
    }

    /// <summary>Continues a run from its last finished epoch.</summary>
    /// <param name="run">The run.</param>
    /// <param name="epochs">Total number of epochs; null for the run's own number.</param>
    /// <exception cref="StudioException">Too many run, or this one does.</exception>
    public void Resume(RunEntry run, int? epochs = null) =>
        Start(run.Name, ["--resume", $"--out={run.Folder.Root}", .. epochs is null ? Array.Empty<string>() : [$"--epochs={epochs}"]]);

    /// <summary>Asks a training to stop; it stays resumable.</summary>
    public void Stop(string run)
    {
        Find(run)?.Stop();
        Changed?.Invoke();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        TrainProcess[] running;
        lock (gate)
            running = [.. trainings.Values.Where(training => training.ExitCode is null)];
        foreach (var training in running)
            training.Stop();
        await Task.WhenAll(running.Select(training => training.WaitAsync(cancellationToken)));
    }

    public void Dispose()
    {
        lock (gate)
            foreach (var training in trainings.Values)
                training.Dispose();
    }

    private void Start(string run, IReadOnlyList<string> words)
    {
        if (options.Trainer is not { } program)
            throw new StudioException("This studio cannot train. Start it with elbo studio.");
        lock (gate)
        {
            if (trainings.TryGetValue(run, out var last) && last.ExitCode is null)
                throw new StudioException($"{run} is already training.");
            if (trainings.Values.Count(training => training.ExitCode is null) >= MostAtOnce)
                throw new StudioException($"{MostAtOnce} trainings are already running and share the cores. Stop one, or wait until it ends.");
            trainings[run] = TrainProcess.Start(run, program.Start(words), () => Changed?.Invoke());
            last?.Dispose();
        }
        Changed?.Invoke();
    }
}
