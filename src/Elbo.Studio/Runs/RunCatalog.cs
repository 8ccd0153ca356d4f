using Microsoft.Extensions.Logging;

namespace Elbo.Studio.Runs;

/// <summary>
/// The runs below the studio's folder, rescanned every second while a page shows them. Scanning works on every file system and
/// for any number of folders; the system's notifications (inotify) do not. A run is only ever found by its name here, never by building a path
/// from what a browser sent.
/// </summary>
internal sealed class RunCatalog : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly RunScan scan;
    private readonly Lock gate = new();
    private readonly ITimer timer;
    private readonly ILogger<RunCatalog> log;
    private int watchers;
    private IReadOnlyList<RunEntry>? runs;

    public RunCatalog(StudioOptions options, TimeProvider time, ILogger<RunCatalog> log)
    {
        Folder = Path.GetFullPath(options.Folder);
        scan = new(Folder);
        this.log = log;
        timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The folder, absolute.</summary>
    public string Folder { get; }

    /// <summary>All runs, by name.</summary>
    public IReadOnlyList<RunEntry> Runs
    {
        get
        {
            if (Volatile.Read(ref watchers) == 0 || runs is null)
                Refresh();
            return runs!;
        }
    }

    /// <summary>The run of this name; null if there is none.</summary>
    public RunEntry? Find(string name) => Runs.FirstOrDefault(run => run.Name == name);

    /// <summary>Calls back, on any thread, whenever a run appears, changes or vanishes, until it is disposed.</summary>
    public IDisposable Watch(Action changed)
    {
        lock (gate)
        {
            Changed += changed;
            if (++watchers == 1)
                timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
        return new Watcher(this, changed);
    }

    /// <summary>Scans immediately.</summary>
    public void Refresh()
    {
        bool isNew;
        lock (gate)
        {
            var before = runs;
            runs = scan.Find();
            isNew = before is not null && !before.Select(run => run.Stamp).SequenceEqual(runs.Select(run => run.Stamp));
        }
        if (isNew)
            Changed?.Invoke();
    }

    public void Dispose() => timer.Dispose();

    private event Action? Changed;

    private void Look()
    {
        try
        {
            Refresh();
        }
        catch (Exception e)
        {
            // A timer's exception would end the process.
            log.LookFailed(Folder, e);
        }
        lock (gate)
            if (watchers > 0)
                timer.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    private sealed class Watcher(RunCatalog catalog, Action changed) : IDisposable
    {
        private int isDone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isDone, 1) != 0)
                return;
            lock (catalog.gate)
            {
                catalog.Changed -= changed;
                catalog.watchers--;
            }
        }
    }
}
