using System.Text.RegularExpressions;
using Elbo.Data.Tables;
using Elbo.Studio.Safety;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace Elbo.Studio.Training;

/// <summary>Data of the visitors' own: files and folders below the studio's folder, and files that they upload into it. A path from a browser is only
/// ever used after <see cref="Fault"/> found nothing wrong with it.</summary>
internal sealed partial class OwnData(string folder)
{
    /// <summary>The largest file that is received.</summary>
    public const long MostBytes = 256L << 20;

    /// <summary>All uploads together.</summary>
    public const long MostBytesInAll = 2L << 30;

    private const int MostListed = 200, Deepest = 4;
    private const string Uploads = "uploads", Unfinished = ".arriving";

    /// <summary>Bytes between two checks of the total.</summary>
    private const int CheckedBytes = 4 << 20;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Endings of files that hold data.</summary>
    private static readonly string[] Endings = [".csv", ".tsv", ".parquet", ".npy", ".npz", ".zip", ".tar"];

    private static readonly string[] TableEndings = [".csv", ".tsv", ".parquet"];

    private readonly string root = Path.GetFullPath(folder);

    /// <summary>Held while a file gets its name, never while one is on its way.</summary>
    private readonly Lock naming = new();

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
        try
        {
            var uploads = Directory.CreateDirectory(Path.Combine(root, Uploads));
            if (uploads.LinkTarget is not null)
                throw new StudioException($"{Uploads} is a link, which the studio does not follow. Remove it.");
            RemoveLeftovers(uploads);
            var arriving = Path.Combine(uploads.FullName, $".{Path.GetRandomFileName()}{Unfinished}");
            try
            {
                await ReceiveAsync(file, arriving);
                return $"{Uploads}/{Keep(uploads, arriving, Stem(name), ending)}";
            }
            finally
            {
                File.Delete(arriving);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException or JSException or TimeoutException)
        {
            throw new StudioException($"{name} did not arrive: {VisibleText.Line(e.Message)} Give it again.", e);
        }
    }

    /// <summary>A visitor that sends slowly keeps only this file open; files on their way count among all.</summary>
    private static async Task ReceiveAsync(IBrowserFile file, string path)
    {
        using var limit = new CancellationTokenSource(LongestWait);
        await using var stream = file.OpenReadStream(MostBytes, limit.Token);
        await using var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        var uploads = new DirectoryInfo(Path.GetDirectoryName(path)!);
        ThrowIfFull(uploads, file.Size);
        var buffer = new byte[CheckedBytes];
        for (int read; (read = await stream.ReadAtLeastAsync(buffer, CheckedBytes, throwOnEndOfStream: false, limit.Token)) > 0;)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), limit.Token);
            await to.FlushAsync(limit.Token);
            ThrowIfFull(uploads, 0);
        }
        to.Flush(flushToDisk: true);
    }

    private string Keep(DirectoryInfo uploads, string arrived, string stem, string ending)
    {
        lock (naming)
        {
            ThrowIfFull(uploads, 0);
            var free = Free(uploads.FullName, stem, ending);
            File.Move(arrived, Path.Combine(uploads.FullName, free));
            return free;
        }
    }

    /// <param name="uploads">The folder of all uploads, finished or not.</param>
    /// <param name="more">Bytes that are yet to come.</param>
    private static void ThrowIfFull(DirectoryInfo uploads, long more)
    {
        if (uploads.EnumerateFiles().Sum(Length) + more > MostBytesInAll)
            throw new StudioException($"{uploads.FullName} may hold {MostBytesInAll >> 30} GB, and this file would exceed that. "
                + "Delete files you no longer need.");

        // Another upload may get its name, or be given up, meanwhile.
        static long Length(FileInfo upload)
        {
            try
            {
                return upload.Length;
            }
            catch (FileNotFoundException)
            {
                return 0;
            }
        }
    }

    /// <summary>Of a studio that ended while they were received.</summary>
    private static void RemoveLeftovers(DirectoryInfo uploads)
    {
        foreach (var old in uploads.EnumerateFiles("*" + Unfinished).Where(old => DateTime.UtcNow - old.LastWriteTimeUtc > LongestWait))
            old.Delete();
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
