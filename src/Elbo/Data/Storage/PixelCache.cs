using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Elbo.Exchange;
using Elbo.Files;
using Microsoft.Win32.SafeHandles;

namespace Elbo.Data.Storage;

/// <summary>A file that was left out, and why.</summary>
/// <param name="Image">Its place in the plan.</param>
/// <param name="Path">Its path.</param>
/// <param name="Reason">A clause that says what is wrong with it.</param>
internal sealed record SkippedImage(int Image, string Path, string Reason);

/// <summary>The facts about decoded pixels: KEY.json next to KEY.pixels.</summary>
/// <param name="Shape">The shape of each image.</param>
/// <param name="Counts">Images of each split, in file order.</param>
/// <param name="Sha256">SHA-256 of the pixels of each split.</param>
/// <param name="Skipped">Files that were left out.</param>
internal sealed record CachedPixels(ImageShape Shape, IReadOnlyList<int> Counts, IReadOnlyList<string> Sha256, IReadOnlyList<SkippedImage> Skipped)
{
    /// <summary>The values of black and white that were found; null if none had to be.</summary>
    public PixelRange? Range { get; init; }

    /// <summary>Bytes of all pixels.</summary>
    [JsonIgnore]
    public long Length => Counts.Sum(count => (long)count * Shape.Size);
}

/// <summary>Decoded pixels on the disk, by a key that names their source and how they were made. They are written to a temporary file and renamed,
/// KEY.json last: if it exists, the pixels are complete. They are checked each time they are opened. The folder may be deleted at any time.</summary>
internal sealed class PixelCache(string folder, PixelLimits limits)
{
    /// <summary>Bytes up to which pixels are copied into memory: a mapping stays until the process ends, and a service reads many small sets.</summary>
    private const long MostCopied = 64 << 20;

    private const int MostJson = 256 << 20;

    /// <summary>The pixels of that key, checked; null where they are absent or damaged.</summary>
    public (CachedPixels Pixels, PixelSource Source)? Find(string key)
    {
        try
        {
            var known = JsonSerializer.Deserialize(RegularFile.ReadAll(Json(key), MostJson), CacheJson.Default.CachedPixels);
            if (known is null || known.Shape.Size <= 0 || known.Sha256.Count != known.Counts.Count
                || new FileInfo(Pixels(key)).Length != known.Length || known.Length == 0)
                return null;
            var source = Open(key, known.Length);
            return Hashes(source, known.Shape, known.Counts).SequenceEqual(known.Sha256) ? (known, source) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Makes the pixels of a key.</summary>
    /// <param name="key">Lower-case hexadecimal.</param>
    /// <param name="bytes">The most that will be written; there must be room for that many.</param>
    /// <param name="write">Writes them to a fresh file and says what they are, without their hashes.</param>
    /// <exception cref="DataException">The folder cannot be written, or the disk is full.</exception>
    public (CachedPixels Pixels, PixelSource Source) Make(
        string key, long bytes, Func<SafeFileHandle, CachedPixels> write)
    {
        var temporary = Path.Combine(folder, $".{key}.{Path.GetRandomFileName()}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            CachedPixels made;
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.None, bytes))
            {
                made = write(file);
                RandomAccess.SetLength(file, made.Length);
                RandomAccess.FlushToDisk(file);
            }
            File.Move(temporary, Pixels(key), overwrite: true);
            var source = Open(key, made.Length);
            made = made with { Sha256 = [.. Hashes(source, made.Shape, made.Counts)] };
            AtomicFile.Write(Json(key), stream => JsonSerializer.Serialize(stream, made, CacheJson.Default.CachedPixels));
            return (made, source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The decoded images need {Math.Ceiling(bytes / 1e6).ToString("N0", CultureInfo.InvariantCulture)} MB in {folder}, "
                + $"which could not be written ({e.Message.TrimEnd('.')}). "
                + "Free some space, or set ELBO_CACHE to a folder on another disk.", e);
        }
        finally
        {
            Remove(temporary);
        }
    }

    private PixelSource Open(string key, long length) => length <= Math.Min(MostCopied, limits.Memory)
        ? new MemoryPixels(RegularFile.ReadAll(Pixels(key), (int)MostCopied))
        : MappedPixels.Open(Pixels(key), 0, length, length > limits.Resident);

    private string Pixels(string key) => Path.Combine(folder, key + ".pixels");

    private string Json(string key) => Path.Combine(folder, key + ".json");

    private static IEnumerable<string> Hashes(PixelSource source, ImageShape shape, IReadOnlyList<int> counts)
    {
        var start = 0L;
        foreach (var count in counts)
        {
            yield return new ImageSet(shape, source, start, count, null).Fingerprint();
            start += (long)count * shape.Size;
        }
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What happened before is the one to report.
        }
    }
}

/// <summary>How the cache's description becomes JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(CachedPixels))]
internal sealed partial class CacheJson : JsonSerializerContext;
