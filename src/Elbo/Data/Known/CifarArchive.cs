using System.Formats.Tar;
using System.IO.Compression;
using Elbo.Data.Images;
using Elbo.Exchange;
using Elbo.Files;

namespace Elbo.Data.Known;

/// <summary>CIFAR-10's binary version as published, <c>cifar-10-binary.tar.gz</c>: files of 10,000 records of one byte of label and 3,072 of red,
/// green and blue planes. A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.</summary>
internal static class CifarArchive
{
    private const int LargestFile = 1 << 28;

    private static readonly string[] Train = ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"];

    private static readonly string[] Test = ["test_batch.bin"];

    private static readonly string[] Names = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <exception cref="DataException">The archive is damaged or lacks a file.</exception>
    public static Dataset<ImageSet> Read(string name, string path, ImageShape shape) => DataFile.Read(path, stream =>
    {
        var parts = new Dictionary<string, byte[]>();
        try
        {
            using var tar = new TarReader(new TarStream(new GZipStream(stream, CompressionMode.Decompress)));
            while (tar.GetNextEntry() is { } entry)
                if (Path.GetFileName(entry.Name) is var file && (Train.Contains(file) || Test.Contains(file)) && entry.DataStream is { } data)
                    parts[file] = BoundedReader.Read(data, (int)Math.Min(entry.Length, LargestFile), 0);
        }
        // The platform's readers meet damage with exceptions of many kinds.
        catch (Exception e) when (e is not (OutOfMemoryException or UnauthorizedAccessException))
        {
            throw new DataException($"{path} is a damaged archive ({e.Message.TrimEnd('.')}). Delete it and fetch it again.", e);
        }
        return new Dataset<ImageSet>(
            name,
            Join(path, shape, [.. Train.Select(part => parts.GetValueOrDefault(part, []))]),
            Join(path, shape, [.. Test.Select(part => parts.GetValueOrDefault(part, []))]))
        {
            Files = [path],
            TestSplit = "its own file in the archive",
        };
    });

    private static ImageSet Join(string path, ImageShape shape, byte[][] parts)
    {
        var record = 1 + shape.Size;
        if (parts.Any(part => part.Length == 0 || part.Length % record != 0))
            throw new DataException($"{path} lacks one of {string.Join(", ", Train.Concat(Test))}, or its length is no multiple of {record} bytes, "
                + "a label and an image. Delete it and fetch it again.");
        var count = parts.Sum(part => part.Length / record);
        var (pixels, labels, at) = (new byte[count * shape.Size], new byte[count], 0);
        foreach (var part in parts)
            for (var start = 0; start < part.Length; start += record)
            {
                labels[at] = part[start];
                part.AsSpan(start + 1, shape.Size).CopyTo(pixels.AsSpan(at++ * shape.Size));
            }
        return labels.Max() < Names.Length
            ? new(shape, new MemoryPixels(pixels), 0, count, labels, null, Names)
            : throw new DataException($"{path} holds the label {labels.Max()}; labels are 0 to {Names.Length - 1}. Delete it and fetch it again.");
    }
}
