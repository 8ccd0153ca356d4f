using System.Text.RegularExpressions;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Studio.Safety;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace Elbo.Studio.Training;

/// <summary>Data of the visitors' own: files and folders below the studio's folder, and files that they upload into it. A path from a browser is only
/// ever used after <see cref="Fault"/> found nothing wrong with it.</summary>
internal sealed partial class OwnData(string folder) : IDisposable
{
    /// <summary>The largest file that is received.</summary>
    public const long MostBytes = 256L << 20;

    /// <summary>All uploads together.</summary>
    public const long MostBytesInAll = 2L << 30;

    private const int MostListed = 200, Deepest = 4;
    private const string Uploads = "uploads";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Endings of files that hold data.</summary>
    private static readonly string[] Endings = [".csv", ".tsv", ".parquet", ".npy", ".npz", ".zip", ".tar"];

    private static readonly string[] TableEndings = [".csv", ".tsv", ".parquet"];

    private readonly string root = Path.GetFullPath(folder);

    /// <summary>One at a time, so that the sum of all is known.</summary>
    private readonly SemaphoreSlim atOnce = new(1);

    public void Dispose() => atOnce.Dispose();

    /// <summary>For the browser's dialog.</summary>
    public static string Accepted { get; } = string.Join(',', Endings);

    /// <summary>Data files, relative to the folder, at most 200; those of runs and links are left out.</summary>
    public IReadOnlyList<string> Files() =>
    [
        .. Found(new DirectoryInfo(root), 0).Take(MostListed).Select(file => Path.GetRelativePath(root, file.FullName)).Order(StringComparer.Ordinal),
    ];

    /// <summary>What is wrong with a path that a browser sent, as a sentence; null if it leads to data below the folder without a link.</summary>
    public string? Fault(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            return $"Name a file or folder below {root}, or upload a file.";
        if (Path.IsPathRooted(path) || path.Split('/', '\\').Any(part => part is "" or "." or ".."))
            return $"The data was {VisibleText.Line(path)}; it must be a path below {root}, without '..', such as houses.csv.";
        var at = root;
        foreach (var part in path.Split('/', '\\'))
        {
            at = Path.Combine(at, part);
            FileSystemInfo found = Directory.Exists(at) ? new DirectoryInfo(at) : new FileInfo(at);
            if (!found.Exists)
                return $"There is no {VisibleText.Line(path)} below {root}. Choose a file from the list, or upload one.";
            if (found.LinkTarget is not null)
                return $"{VisibleText.Line(path)} leads through a link, which the studio does not follow. Name the file itself.";
        }
        return null;
    }

    /// <summary>The whole path.</summary>
    public string PathOf(string path) => Path.Combine(root, path);

    /// <summary>True if a file is a table by its ending.</summary>
    public static bool IsTable(string path) => TableEndings.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>The columns of a table as they would be read.</summary>
    /// <exception cref="ElboException">The path is not allowed, or it is not a table.</exception>
    public TableInspection Inspect(string path) =>
        Fault(path) is { } fault ? throw new StudioException(fault) : TableFile.Inspect(PathOf(path));

    /// <summary>Receives a file into <c>uploads/</c>.</summary>
    /// <returns>Its path, relative to the folder.</returns>
    /// <exception cref="StudioException">It is too large, of another kind, or did not arrive.</exception>
    public async Task<string> ReceiveAsync(IBrowserFile file)
    {
        var name = ImageUpload.NameOf(file);
        var ending = Path.GetExtension(name).ToLowerInvariant();
        if (!Endings.Contains(ending))
            throw new StudioException($"{name} was given; {string.Join(", ", Endings)} are accepted. A folder of images can be uploaded as a .zip.");
        if (file.Size > MostBytes)
            throw new StudioException(FormattableString.Invariant($"{name} has {file.Size / 1048576.0:0.0} MB; at most {MostBytes >> 20} MB are accepted. ")
                + $"Copy it below {root} and choose it from the list.");
        using var limit = new CancellationTokenSource(LongestWait);
        try
        {
            await atOnce.WaitAsync(limit.Token);
            try
            {
                var uploads = Directory.CreateDirectory(Path.Combine(root, Uploads));
                if (uploads.LinkTarget is not null)
                    throw new StudioException($"{Uploads} is a link, which the studio does not follow. Remove it.");
                if (uploads.EnumerateFiles().Sum(other => other.Length) + file.Size > MostBytesInAll)
                    throw new StudioException($"{uploads.FullName} would be over {MostBytesInAll >> 30} GB. Remove files that are no longer needed.");
                var free = Free(uploads.FullName, Stem(name), ending);
                await using var stream = file.OpenReadStream(MostBytes, limit.Token);
                using var received = new MemoryStream();
                await stream.CopyToAsync(received, limit.Token);
                AtomicFile.Write(Path.Combine(uploads.FullName, free), to => received.WriteTo(to));
                return $"{Uploads}/{free}";
            }
            finally
            {
                atOnce.Release();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException or JSException or TimeoutException)
        {
            throw new StudioException($"{name} did not arrive: {VisibleText.Line(e.Message)} Give it again.", e);
        }
    }

    private static string Stem(string name) =>
        Odd().Replace(Path.GetFileNameWithoutExtension(name), "-").Trim('-', '.') is { Length: > 0 } stem ? stem : "data";

    private static string Free(string folder, string stem, string ending)
    {
        for (var i = 1; ; i++)
        {
            var name = i == 1 ? stem + ending : $"{stem}-{i}{ending}";
            if (!Path.Exists(Path.Combine(folder, name)))
                return name;
        }
    }

    private static IEnumerable<FileInfo> Found(DirectoryInfo at, int depth)
    {
        if (!at.Exists || (depth > 0 && at.LinkTarget is not null) || File.Exists(Path.Combine(at.FullName, "run.json")))
            yield break;
        foreach (var file in at.EnumerateFiles())
            if (file.LinkTarget is null && Endings.Contains(file.Extension.ToLowerInvariant()))
                yield return file;
        if (depth < Deepest)
            foreach (var file in at.EnumerateDirectories().SelectMany(inner => Found(inner, depth + 1)))
                yield return file;
    }

    [GeneratedRegex("[^A-Za-z0-9_.-]+")]
    private static partial Regex Odd();
}
