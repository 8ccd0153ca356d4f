using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Elbo.Data.Storage;

/// <summary>Where the pixels of arrays and IDX files go: small ones into memory; of large ones the file itself is mapped where its bytes are the
/// pixels, else a copy in the cache.</summary>
/// <param name="cache">Where copies go.</param>
/// <param name="limits">What is small.</param>
/// <param name="progress">Told of images that were written into the cache; or null.</param>
/// <param name="cancellation">Stops that.</param>
internal sealed class PixelStore(PixelCache cache, PixelLimits limits, IProgress<DataProgress>? progress, CancellationToken cancellation)
{
    /// <summary>Grows when the same file would give other pixels.</summary>
    private const int Version = 1;

    private const int BlockBytes = 1 << 22;

    /// <summary>More than any likelihood could be asked about, and far from where an image's bytes as floats overflow.</summary>
    private const long LargestImage = 1L << 26;

    /// <summary>Where copies go.</summary>
    public PixelCache Cache => cache;

    /// <summary>True where so many bytes are read into memory.</summary>
    public bool IsSmall(long bytes) => bytes <= limits.Memory;

    /// <summary>Large images that a file holds as they are.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="shape">The shape of each.</param>
    /// <param name="count">Their number.</param>
    public ImageSet Map(string path, long offset, ImageShape shape, int count)
    {
        var length = (long)count * shape.Size;
        return new(shape, MappedPixels.Open(path, offset, length, length > limits.Resident), 0, count, null);
    }

    /// <summary>Large images that are converted into the cache, or were before.</summary>
    /// <param name="path">The file that they come from: as long as its length and its date stay, so do the pixels.</param>
    /// <param name="part">Which of its parts; empty where it has one.</param>
    /// <param name="shape">The shape of each.</param>
    /// <param name="count">Their number.</param>
    /// <param name="elements">What they are made of.</param>
    /// <exception cref="DataException">They are more or fewer than declared, are no pixels, or the cache cannot be written.</exception>
    public ImageSet Keep(string path, string part, ImageShape shape, int count, ElementStream elements)
    {
        var key = Key(path, part);
        var (pixels, source) = cache.Find(key) ?? cache.Make(key, (long)count * shape.Size, file =>
        {
            Write(file, shape.Size, count, elements);
            return new(shape, [count], [], []);
        });
        return new(pixels.Shape, source, 0, pixels.Counts[0], null) { KnownFingerprint = pixels.Sha256[0] };
    }

    /// <exception cref="DataException">An image, or their number, is too large.</exception>
    public static (ImageShape Shape, int Count) Checked(string name, long count, long channels, long height, long width)
    {
        if (Int128.One * channels * height * width > LargestImage)
            throw new DataException($"{name} holds images of {(channels > 1 ? $"{channels}×" : "")}{height}×{width}; "
                + $"at most {LargestImage} numbers make an image. Scale or cut them.");
        return count <= Array.MaxLength
            ? (new((int)channels, (int)height, (int)width), (int)count)
            : throw new DataException($"{name} holds {count} images; at most {Array.MaxLength} make a set. Split it into several files.");
    }

    private void Write(SafeFileHandle file, int size, int count, ElementStream from)
    {
        var length = size * from.Size;
        var images = Math.Max(1, BlockBytes / length);
        var (elements, pixels) = (new byte[images * length], new byte[images * size]);
        for (var first = 0; first < count; first += images)
        {
            cancellation.ThrowIfCancellationRequested();
            images = Math.Min(images, count - first);
            var read = from.Stream.ReadAtLeast(elements.AsSpan(0, images * length), images * length, throwOnEndOfStream: false);
            if (read < images * length)
                throw from.TooShort((long)first * length + read);
            from.Convert(elements.AsSpan(0, read), first, pixels.AsSpan(0, images * size));
            RandomAccess.Write(file, pixels.AsSpan(0, images * size), (long)first * size);
            progress?.Report(new(first + images, count));
        }
        if (from.Stream.ReadByte() >= 0)
            throw from.TooLong();
    }

    private static string Key(string path, string part)
    {
        var file = new FileInfo(path);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            FormattableString.Invariant($"elbo array {Version}\n{file.FullName}\0{part}\0{file.Length} {file.LastWriteTimeUtc.Ticks}"))));
    }
}

/// <summary>Makes pixels of the elements of whole images.</summary>
/// <param name="elements">Their bytes in the file.</param>
/// <param name="firstImage">The first one's number.</param>
/// <param name="pixels">Where the pixels go.</param>
internal delegate void PixelConversion(ReadOnlySpan<byte> elements, int firstImage, Span<byte> pixels);

/// <summary>The elements of images that are read from front to back.</summary>
/// <param name="Stream">Positioned at the first one.</param>
/// <param name="Size">Bytes of each.</param>
/// <param name="Convert">Makes pixels of them.</param>
/// <param name="TooShort">The error for a stream that ends after that many bytes.</param>
/// <param name="TooLong">The error for a stream that continues after them.</param>
internal sealed record ElementStream(Stream Stream, int Size, PixelConversion Convert, Func<long, DataException> TooShort, Func<DataException> TooLong);

/// <summary>Limits that decide where pixels are kept.</summary>
/// <param name="Memory">Bytes of an array or a file up to which it is read into memory; a larger one is mapped.</param>
/// <param name="Resident">Bytes of a mapping up to which the system is expected to keep it in memory; a larger one is read ahead.</param>
internal sealed record PixelLimits(long Memory, long Resident)
{
    private const long MostMemory = 1L << 30;

    /// <summary>A quarter of what this process may use, at most 1 GiB, and half of it; a container's limit counts.</summary>
    public static PixelLimits OfThisProcess()
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new(Math.Min(MostMemory, available / 4), available / 2);
    }
}
