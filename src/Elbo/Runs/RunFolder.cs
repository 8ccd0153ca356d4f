using System.Text;
using System.Text.Json;
using Elbo.Files;
using Elbo.Runs.Sessions;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>One training and everything that it left, in one folder. docs/run-folder.md documents the format.</summary>
public sealed class RunFolder
{
    /// <summary>Far more than a table of 100,000 columns needs, and than a million epochs.</summary>
    internal const int MostManifestBytes = 64 << 20, MostMetricsBytes = 512 << 20;

    private RunFolder(string path) => Root = path;

    /// <summary>The folder's path, as it was given.</summary>
    public string Root { get; }

    /// <summary>All options, data, machine, status and final numbers.</summary>
    public string ManifestPath => Path.Combine(Root, "run.json");

    /// <summary>One JSON object per line: the numbers of one split after one epoch.</summary>
    public string MetricsPath => Path.Combine(Root, "metrics.jsonl");

    /// <summary>The best weights.</summary>
    public string WeightsPath => Path.Combine(Root, "model.safetensors");

    /// <summary>−ELBO of each test example with the best weights, nats, as one array of float32.</summary>
    internal string TestNegElboPath => Path.Combine(Root, "test-neg-elbo.npy");

    /// <summary>The state from which training resumes.</summary>
    public string CheckpointPath => Path.Combine(Root, "checkpoint", "state.safetensors");

    /// <summary>The previous checkpoint, in case the newest is damaged.</summary>
    public string PreviousCheckpointPath => Path.Combine(Root, "checkpoint", "previous.safetensors");

    /// <summary>The checksums of the files above, once training has ended.</summary>
    public string ChecksumsPath => Path.Combine(Root, "SHA256SUMS");

    /// <summary>The folder of PNG figures.</summary>
    public string FiguresPath => Path.Combine(Root, "figures");

    /// <summary>The self-contained report.</summary>
    public string ReportPath => Path.Combine(Root, "report.html");

    /// <summary>Places of test examples by UMAP, if the studio was asked for them.</summary>
    internal string UmapPath => Path.Combine(Root, "umap.npz");

    /// <summary>The folder of the model as ONNX graphs, if it was exported.</summary>
    public string OnnxPath => Path.Combine(Root, "onnx");

    /// <summary>The folder of the events for TensorBoard, if they were asked for.</summary>
    internal string TensorBoardPath => Path.Combine(Root, "tensorboard");

    /// <summary>Creates an empty run folder.</summary>
    /// <param name="path">The folder; its parents are made too.</param>
    /// <param name="replace">True replaces an existing run. Folders that hold anything else are never touched.</param>
    /// <exception cref="RunException">The folder holds a run and <paramref name="replace"/> is false, holds something else, or cannot be written.</exception>
    public static RunFolder Create(string path, bool replace = false)
    {
        var folder = new RunFolder(path);
        folder.ThrowIfTaken(replace);
        return Guard(path, () =>
        {
            folder.Clear();
            Directory.CreateDirectory(path);
            return folder;
        });
    }

    /// <summary>A folder that another process creates and writes.</summary>
    internal static RunFolder Named(string path) => new(path);

    /// <summary>Checks whether a run may be created here, without touching anything.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="replace">True if an existing run may be replaced.</param>
    /// <param name="canResume">False if the command cannot resume, so that the message does not suggest it.</param>
    /// <exception cref="RunException">The folder holds a run and <paramref name="replace"/> is false, or holds something else.</exception>
    public static void ThrowIfTaken(string path, bool replace, bool canResume = true) => new RunFolder(path).ThrowIfTaken(replace, canResume);

    /// <summary>True if the folder holds a run.</summary>
    internal static bool IsAt(string path) => File.Exists(new RunFolder(path).ManifestPath);

    /// <summary>Opens a run folder for reading or continuing.</summary>
    /// <exception cref="RunException">The folder does not exist or does not hold a run.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(path);
        if (!Directory.Exists(path))
            throw new RunException($"There is no run at {path}. Make one with: elbo train mnist --out {CommandWords.Quote(path)}");
        if (!File.Exists(folder.ManifestPath))
            throw new RunException($"{path} is not a run folder: it has no run.json. Give a folder that elbo train has created.");
        return folder;
    }

    /// <summary>Removes the partial files of a training that died. The caller must hold the lock.</summary>
    internal void RemoveLeftovers() => Guard(Root, () =>
    {
        foreach (var file in (string[])[ManifestPath, MetricsPath, WeightsPath, TestNegElboPath, ChecksumsPath, CheckpointPath])
            AtomicFile.RemoveLeftovers(file);
        AtomicFile.RemoveLeftoversBelow(FiguresPath);
    });

    /// <summary>Reads <c>run.json</c>.</summary>
    /// <exception cref="RunException">The file is missing, damaged or of a newer format.</exception>
    public RunManifest ReadManifest() => Guard(Root, () =>
    {
        var bytes = RegularFile.ReadAll(ManifestPath, MostManifestBytes);
        try
        {
            ThrowIfNewer(bytes);
            return WithAdam(JsonSerializer.Deserialize<RunManifest>(bytes, KindJson.Indented)
                ?? throw new RunException($"{ManifestPath} is empty. Restore it from a copy, or train again with --force."));
        }
        catch (JsonException e) when (PluginsOf(bytes) is { Length: > 0 } plugins)
        {
            throw new RunException($"{ManifestPath} needs {plugins}, which made the run: {FirstSentence(e.Message)}", e);
        }
        // The parser throws the second for half a character in a name.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new RunException($"{ManifestPath} is damaged: {FirstSentence(e.Message)} Restore it from a copy, or train again with --force.", e);
        }
    });

    /// <summary>Replaces <c>run.json</c> atomically.</summary>
    /// <exception cref="RunException">The folder cannot be written.</exception>
    internal void WriteManifest(RunManifest manifest) => Guard(Root, () =>
        AtomicFile.WriteText(ManifestPath, JsonSerializer.Serialize(manifest, KindJson.Indented) + "\n"));

    /// <summary>Reads <c>metrics.jsonl</c>. A last line without a line end was truncated by a crash and is left out.</summary>
    /// <exception cref="RunException">A line is damaged; the message names it.</exception>
    public IReadOnlyList<MetricsRow> ReadMetrics() => Guard(Root, () =>
    {
        if (!File.Exists(MetricsPath))
            return [];
        var rest = RegularFile.ReadAll(MetricsPath, MostMetricsBytes).AsSpan();
        var rows = new List<MetricsRow>();
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            rows.Add(ParseRow(rest[..end], rows.Count + 1));
            rest = rest[(end + 1)..];
        }
        return (IReadOnlyList<MetricsRow>)rows;
    });

    /// <summary>Appends lines to <c>metrics.jsonl</c> in one write and waits until they are on disk.</summary>
    /// <exception cref="RunException">The folder cannot be written.</exception>
    internal void AppendMetrics(IEnumerable<MetricsRow> rows) => Guard(Root, () =>
    {
        using var stream = new FileStream(MetricsPath, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(Encoding.UTF8.GetBytes(Lines(rows)));
        stream.Flush(flushToDisk: true);
    });

    /// <summary>Drops the lines of later epochs, so that continuing does not duplicate them.</summary>
    /// <exception cref="RunException">The folder cannot be read or written, or a line is damaged.</exception>
    internal void KeepMetricsThrough(int epoch)
    {
        var kept = ReadMetrics().Where(r => r.Epoch <= epoch).ToList();
        Guard(Root, () => AtomicFile.WriteText(MetricsPath, Lines(kept)));
    }

    /// <summary>Compares <c>run.json</c>, <c>metrics.jsonl</c> and <c>model.safetensors</c> with the checksums that training left. A run that
    /// was killed, or trained by an older Elbo, has none.</summary>
    /// <returns>The files that differ, in a sentence; null if none do.</returns>
    /// <exception cref="RunException">The folder cannot be read.</exception>
    public string? FindDamage() => RunChecksums.Changed(this) is { Count: > 0 } changed
        ? $"{Root}: {string.Join(" and ", changed)} {(changed.Count == 1 ? "differs" : "differ")} from what training left. "
            + $"Restore the folder from a copy, or, if you changed {(changed.Count == 1 ? "it" : "them")} yourself, delete SHA256SUMS."
        : null;

    /// <summary>Runs file operations and turns the system's failures into a message with a remedy.</summary>
    /// <exception cref="RunException">Reading or writing failed.</exception>
    internal static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (RefusedFileException e)
        {
            throw new RunException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new RunException(
                $"{path} cannot be read or written: {FirstSentence(e.Message)} Free space or change its permissions, or "
                + (File.Exists(Path.Combine(path, "run.json")) || File.Exists(Path.Combine(Path.GetDirectoryName(path) ?? "", "run.json"))
                    ? "work in a copy of the run." : "choose another folder with --out."), e);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    internal static void Guard(string path, Action work) => Guard(path, () =>
    {
        work();
        return true;
    });

    private void ThrowIfTaken(bool replace, bool canResume = true)
    {
        if (File.Exists(Root))
            throw new RunException($"{Root} is a file, so no run folder can be created there. Choose another folder with --out.");
        if (!Directory.Exists(Root) || Guard(Root, () => Directory.EnumerateFileSystemEntries(Root).All(entry => Path.GetFileName(entry) == RunLock.Name)))
            return;
        if (!File.Exists(ManifestPath))
            throw new RunException($"{Root} holds files that do not belong to a run; they are not touched. Choose another folder with --out.");
        if (!replace)
            throw new RunException(
                $"{Root} already holds a run. {(canResume ? "Continue it with --resume, replace" : "Replace")} it with --force, "
                + "or choose another folder with --out.");
    }

    private void Clear()
    {
        if (!Directory.Exists(Root))
            return;
        foreach (var file in new[] { ChecksumsPath, MetricsPath, WeightsPath, TestNegElboPath, UmapPath, ReportPath, ManifestPath })
            File.Delete(file);
        foreach (var folder in new[] { Path.GetDirectoryName(CheckpointPath)!, FiguresPath, OnnxPath, TensorBoardPath })
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
    }

    // Before format 3 run.json did not name Adam's numbers, which were the defaults. An absent number is read as 0, which is not a valid ε.
    private static RunManifest WithAdam(RunManifest manifest)
    {
        if (manifest.Training.AdamEpsilon != 0)
            return manifest;
        var usual = new TrainingOptions();
        return manifest with
        {
            Training = manifest.Training with { AdamBeta1 = usual.AdamBeta1, AdamBeta2 = usual.AdamBeta2, AdamEpsilon = usual.AdamEpsilon },
        };
    }

    private void ThrowIfNewer(byte[] manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        if (document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("format", out var format)
            && format.ValueKind == JsonValueKind.Number && format.TryGetInt32(out var number)
            && number > RunManifest.CurrentFormat)
            throw new RunException($"{ManifestPath} has format {number}; this Elbo reads up to {RunManifest.CurrentFormat}. Use a newer Elbo.");
    }

    private MetricsRow ParseRow(ReadOnlySpan<byte> line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<MetricsRow>(line, KindJson.Lines) ?? throw new JsonException("The line is null.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new RunException($"{MetricsPath} is damaged at line {number}: {FirstSentence(e.Message)} Remove the line, or train again with --force.", e);
        }
    }

    private static string Lines(IEnumerable<MetricsRow> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
            text.Append(JsonSerializer.Serialize(row, KindJson.Lines)).Append('\n');
        return text.ToString();
    }

    /// <summary>The plugins that a run.json names, whatever else it holds: <c>the plugin counts 1.0.0.0</c>; empty without any.</summary>
    private static string PluginsOf(byte[] manifest)
    {
        try
        {
            using var document = JsonDocument.Parse(manifest);
            return document.RootElement.TryGetProperty("plugins", out var plugins)
                ? string.Join(" and ", plugins.EnumerateArray().Select(plugin =>
                    $"the plugin {plugin.GetProperty("name").GetString()} {plugin.GetProperty("version").GetString()}"))
                : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return ""; // the caller reports what is damaged
        }
    }

    private static string FirstSentence(string message)
    {
        var line = message.ReplaceLineEndings(" ").Trim();
        var end = line.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? line.TrimEnd('.') : line[..end]) + ".";
    }
}
