using System.IO.Compression;
using Elbo.Data.Arrays;
using Elbo.Files;

namespace Elbo.Data.Known;

/// <summary>NIST's zip of all EMNIST data sets, as gzipped IDX files. Its images are transposed.</summary>
internal static class EmnistZip
{
    /// <summary>Writes a split's images, upright, and its labels as IDX, gzipped.</summary>
    /// <exception cref="DataException">The zip is damaged or lacks a file.</exception>
    public static void Unpack(string path, string prefix, KnownSplit split, string folder)
    {
        var part = split.Name == "train" ? "train" : "test";
        try
        {
            using var zip = new ZipArchive(RegularFile.Open(path));
            using var images = Open(zip, path, $"{prefix}-{part}-images-idx3-ubyte.gz");
            using var labels = Open(zip, path, $"{prefix}-{part}-labels-idx1-ubyte.gz");
            var set = Upright(IdxFile.ReadImages(images, path)).WithLabels(IdxFile.ReadLabels(labels, path));
            IdxFile.Write(Path.Combine(folder, split.Files[0] + ".gz"), set, Path.Combine(folder, split.Files[1] + ".gz"));
        }
        catch (InvalidDataException e)
        {
            throw new DataException($"{path} is a damaged zip file ({e.Message.TrimEnd('.')}). Delete it and fetch it again.", e);
        }
    }

    internal static ImageSet Upright(ImageSet images)
    {
        var (height, width) = (images.Shape.Height, images.Shape.Width);
        var pixels = new byte[images.Count * images.Shape.Size];
        for (var i = 0; i < images.Count; i++)
        {
            var image = images.Image(i);
            var to = pixels.AsSpan(i * image.Length, image.Length);
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                    to[x * height + y] = image[y * width + x];
        }
        return new(new(1, width, height), pixels);
    }

    private static MemoryStream Open(ZipArchive zip, string path, string name)
    {
        var entry = zip.Entries.FirstOrDefault(entry => entry.Name == name)
            ?? throw new DataException($"{path} lacks {name}. Delete it and fetch it again.");
        using var content = entry.Open();
        var bytes = BoundedReader.Read(content, (int)Math.Min(entry.Length, Array.MaxLength), 0);
        return new(bytes);
    }
}
