using System.Formats.Tar;
using System.IO.Compression;

namespace Elbo.Data;

/// <summary>
/// CIFAR-10's binary version as published, <c>cifar-10-binary.tar.gz</c>: files of 10,000 records of one byte of label and 3,072 of red,
/// green and blue planes. A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
/// </summary>
internal static class CifarArchive
{
    private const int LargestFile = 1 << 28;

    private static readonly string[] Names = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <exception cref="DataException">The archive is damaged or lacks a file.</exception>
    public static Dataset Read(string name, string path, ImageShape shape) => DataFile.Read(path, stream =>
    {
        var parts = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            using var tar = new TarReader(new GZipStream(stream, CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
                if (entry.Name.EndsWith(".bin", StringComparison.Ordinal) && entry.DataStream is { } data)
                    parts[Path.GetFileName(entry.Name)] = BoundedReader.Read(data, (int)Math.Min(entry.Length, LargestFile), 0);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new DataException($"{path} is a damaged archive ({e.Message.TrimEnd('.')}). Delete it and fetch it again.", e);
        }
        return new Dataset(
            name,
            Join(path, shape, [.. parts.Where(part => part.Key.StartsWith("data_batch_", StringComparison.Ordinal)).Select(part => part.Value)]),
            Join(path, shape, [.. parts.Where(part => part.Key == "test_batch.bin").Select(part => part.Value)]))
        {
            Files = [path],
            TestSplit = "its own file in the archive",
        };
    });

    private static ImageSet Join(string path, ImageShape shape, byte[][] parts)
    {
        var record = 1 + shape.Size;
        if (parts.Length == 0 || parts.Any(part => part.Length == 0 || part.Length % record != 0))
            throw new DataException($"{path} lacks data_batch_1.bin to data_batch_5.bin or test_batch.bin, whose records have {record} bytes. Delete it and fetch it again.");
        var count = parts.Sum(part => part.Length / record);
        var (pixels, labels, at) = (new byte[count * shape.Size], new byte[count], 0);
        foreach (var part in parts)
            for (var start = 0; start < part.Length; start += record)
            {
                labels[at] = part[start];
                part.AsSpan(start + 1, shape.Size).CopyTo(pixels.AsSpan(at++ * shape.Size));
            }
        return new(shape, new MemoryPixels(pixels), 0, count, labels, null, labels.Max() < Names.Length ? Names : null);
    }
}
