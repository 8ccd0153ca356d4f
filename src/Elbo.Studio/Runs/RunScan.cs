using Elbo.Runs;
using Elbo.Runs.Sessions;

namespace Elbo.Studio.Runs;

/// <summary>Finds run folders below a folder. Hidden folders and links are left out, so that nothing outside can be reached.</summary>
internal sealed class RunScan(string root)
{
    private const int MostRuns = 2000, MostDepth = 6;
    private readonly Dictionary<string, (DateTime Written, long Length, RunManifest? Manifest, string? Fault)> manifests = [];

    /// <summary>All runs, by name. Folders that vanish during the scan or cannot be read are left out.</summary>
    public IReadOnlyList<RunEntry> Find()
    {
        List<RunEntry> found = [];
        if (Directory.Exists(root))
            Visit(new(root), "", 0, found);
        return [.. found.OrderBy(run => run.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private void Visit(DirectoryInfo folder, string name, int depth, List<RunEntry> found)
    {
        if (found.Count >= MostRuns)
            return;
        try
        {
            var manifest = new FileInfo(Path.Combine(folder.FullName, "run.json"));
            if (manifest is { Exists: true, LinkTarget: null })
            {
                found.Add(Read(folder, name.Length > 0 ? name : folder.Name, manifest));
                return;
            }
            if (depth < MostDepth)
                foreach (var inner in folder.EnumerateDirectories())
                    if (inner.Name[0] != '.' && !inner.Attributes.HasFlag(FileAttributes.ReparsePoint))
                        Visit(inner, name.Length > 0 ? $"{name}/{inner.Name}" : inner.Name, depth + 1, found);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It vanished or cannot be read: the next scan will tell.
        }
    }

    private RunEntry Read(DirectoryInfo folder, string name, FileInfo file)
    {
        var run = RunFolder.Open(folder.FullName);
        var stamp = (file.LastWriteTimeUtc, file.Length);
        if (!manifests.TryGetValue(run.Root, out var known) || (known.Written, known.Length) != stamp)
            manifests[run.Root] = known = Parse(run, stamp);
        var (written, version) = Times(file, new FileInfo(run.MetricsPath), new DirectoryInfo(new EpochPictures(run).Root));
        return new(
            name, run, known.Manifest, known.Fault, written, version, Figures(run), new FileInfo(run.ReportPath) is { Exists: true, LinkTarget: null });
    }

    /// <summary>The latest time, and a number in which each of the times counts.</summary>
    private static (DateTime Written, long Version) Times(params ReadOnlySpan<FileSystemInfo> files)
    {
        var (written, version) = (DateTime.MinValue, 0L);
        foreach (var file in files)
            if (file.Exists)
                (written, version) = (file.LastWriteTimeUtc > written ? file.LastWriteTimeUtc : written, unchecked(31 * version + file.LastWriteTimeUtc.Ticks));
        return (written, version);
    }

    private static (DateTime, long, RunManifest?, string?) Parse(RunFolder run, (DateTime Written, long Length) stamp)
    {
        try
        {
            return (stamp.Written, stamp.Length, run.ReadManifest(), null);
        }
        catch (ElboException e)
        {
            return (stamp.Written, stamp.Length, null, e.Message);
        }
    }

    private static string[] Figures(RunFolder run)
    {
        var figures = new DirectoryInfo(run.FiguresPath);
        return figures is { Exists: true, LinkTarget: null }
            ? [.. figures.EnumerateFiles("*.png").Where(file => file.LinkTarget is null && file.Name[0] != '.')
                .Select(file => file.Name).Order(StringComparer.Ordinal)]
            : [];
    }
}
