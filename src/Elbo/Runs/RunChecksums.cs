using System.Security.Cryptography;
using System.Text;
using Elbo.Files;

namespace Elbo.Runs;

/// <summary>
/// <c>SHA256SUMS</c> of a run that has ended, in the form that <c>sha256sum -c</c> reads. It exists only while no training runs: a run that
/// was killed has none, so none of its lines is ever older than the file it describes.
/// </summary>
internal static class RunChecksums
{
    private const int MostBytes = 64 << 10;

    /// <summary>More than any model's weights.</summary>
    private const long MostWeightsBytes = 16L << 30;

    /// <summary>Writes the checksums of the files that training left.</summary>
    public static void Write(RunFolder folder) => RunFolder.Guard(folder.Root, () =>
        AtomicFile.WriteText(folder.ChecksumsPath, string.Concat(Files(folder).Where(File.Exists).Select(file => $"{Sum(file)}  {Path.GetFileName(file)}\n"))));

    /// <summary>Deletes them, before a file changes.</summary>
    public static void Remove(RunFolder folder) => RunFolder.Guard(folder.Root, () => AtomicFile.Delete(folder.ChecksumsPath));

    /// <summary>The names of files that are missing or have another checksum; the list's own name if it cannot be read.</summary>
    public static IReadOnlyList<string> Changed(RunFolder folder) => RunFolder.Guard(folder.Root, () =>
    {
        if (!Path.Exists(folder.ChecksumsPath))
            return (IReadOnlyList<string>)[];
        var sums = Read(folder);
        List<string> changed = sums is null
            ? [Path.GetFileName(folder.ChecksumsPath)]
            : [
                .. Files(folder)
                    .Where(file => sums.TryGetValue(Path.GetFileName(file), out var sum)
                        && !(File.Exists(file) && !IsTooLarge(folder, file) && Sum(file) == sum))
                    .Select(file => Path.GetFileName(file)),
            ];
        // A training that began meanwhile has deleted the checksums first.
        return changed.Count > 0 && Path.Exists(folder.ChecksumsPath) ? changed : [];
    });

    private static string[] Files(RunFolder folder) => [folder.ManifestPath, folder.MetricsPath, folder.WeightsPath];

    private static string Sum(string path)
    {
        using var stream = RegularFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>True for a file that is far too large to be what its name says; it is not read.</summary>
    private static bool IsTooLarge(RunFolder folder, string path) => new FileInfo(path).Length
        > (path == folder.ManifestPath ? RunFolder.MostManifestBytes : path == folder.MetricsPath ? RunFolder.MostMetricsBytes : MostWeightsBytes);

    /// <summary>The checksums by file name; null if the file is not a list or was truncated.</summary>
    private static Dictionary<string, string>? Read(RunFolder folder)
    {
        var file = new FileInfo(folder.ChecksumsPath);
        if (file is not { Exists: true, Length: <= MostBytes }
            || Encoding.UTF8.GetString(RegularFile.ReadAll(file.FullName, MostBytes)).Split('\n') is not [.. var lines, ""])
            return null;
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
            if (line.Split("  ", 2) is [{ Length: 2 * SHA256.HashSizeInBytes } sum, var name])
                sums[name] = sum;
            else
                return null;
        return sums.ContainsKey(Path.GetFileName(folder.ManifestPath)) ? sums : null;
    }
}
