using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Elbo.Data.Storage;
using Elbo.Files;

namespace Elbo.Data.Arrays;

/// <summary>Reads and writes IDX, the format of MNIST: images as unsigned bytes of shape [N, H, W], labels as unsigned bytes of shape [N], plain or
/// compressed with gzip. The format is detected from the first bytes, never from the name.</summary>
internal static class IdxFile
{
    /// <summary>Reads a file of images, and their labels where a second file holds them.</summary>
    /// <param name="path">The IDX file of images (magic number 0x00000803), plain or gzipped.</param>
    /// <param name="labelsPath">The IDX file of labels (0x00000801), plain or gzipped; null for images without labels.</param>
    /// <returns>N images of shape [1, H, W].</returns>
    /// <exception cref="DataException">A file is missing, unreadable, damaged or of another kind, or the counts differ.</exception>
    public static ImageSet ReadImages(string path, string? labelsPath = null) =>
        WithLabels(DataFile.Read(path, stream => ReadImages(stream, path)), path, labelsPath);

    internal static ImageSet ReadImages(string path, string? labelsPath, PixelStore store) => WithLabels(
        DataFile.Read(path, stream =>
        {
            var reader = new IdxReader(stream, path, IdxKind.Images);
            return reader.Read(content => store.IsSmall(content.Count) ? InMemory(reader.ReadIntoMemory(content)) : Mapped(reader, content, path, store));
        }), path, labelsPath);

    private static ImageSet InMemory((int[] Sizes, byte[] Pixels) images) => new(new(1, images.Sizes[1], images.Sizes[2]), images.Pixels);

    private static ImageSet Mapped(IdxReader reader, IdxContent content, string path, PixelStore store)
    {
        var (shape, count) = PixelStore.Checked(path, content.Sizes[0], 1, content.Sizes[1], content.Sizes[2]);
        return content.IsGzip
            ? store.Keep(path, "", shape, count, new(
                content.Stream, 1, (from, _, to) => from.CopyTo(to), found => reader.TooShort(content.Sizes, found), () => reader.TooLong(content.Sizes)))
            : store.Map(path, IdxKind.Images.HeaderLength, shape, count);
    }

    private static ImageSet WithLabels(ImageSet images, string path, string? labelsPath)
    {
        if (labelsPath is null)
            return images;
        var labels = ReadLabels(labelsPath);
        return labels.Length == images.Count
            ? images.WithLabels(labels)
            : throw new DataException($"{path} holds {images.Count} images but {labelsPath} holds {labels.Length} labels; "
                + "each image needs one label. Give the two files of the same split.");
    }

    /// <summary>Reads images from a stream, from its position to its end.</summary>
    /// <param name="stream">A seekable stream; it stays open.</param>
    /// <param name="name">Name of it in error messages.</param>
    /// <returns>N images of shape [1, H, W], without labels.</returns>
    /// <exception cref="DataException">The stream is damaged or of another kind.</exception>
    public static ImageSet ReadImages(Stream stream, string name) => InMemory(new IdxReader(stream, name, IdxKind.Images).Read());

    /// <param name="path">The IDX file (magic number 0x00000801), plain or gzipped.</param>
    /// <returns>The labels, shape [N].</returns>
    /// <exception cref="DataException">The file is missing, unreadable, damaged or of another kind.</exception>
    public static byte[] ReadLabels(string path) => DataFile.Read(path, stream => ReadLabels(stream, path));

    /// <summary>Reads labels from a stream, from its position to its end.</summary>
    /// <param name="stream">A seekable stream; it stays open.</param>
    /// <param name="name">Name of it in error messages.</param>
    /// <returns>The labels, shape [N].</returns>
    /// <exception cref="DataException">The stream is damaged or of another kind.</exception>
    public static byte[] ReadLabels(Stream stream, string name) => new IdxReader(stream, name, IdxKind.Labels).Read().Elements;

    /// <summary>Writes images, and their labels to a second file where one is named. A name that ends in <c>.gz</c> is compressed.</summary>
    /// <param name="path">Where the images go; a file there is replaced.</param>
    /// <param name="images">Grey images, shape [N, 1, H, W].</param>
    /// <param name="labelsPath">Where the labels go; null leaves them out.</param>
    /// <exception cref="DataException">The images have several channels, or labels are wanted and there are none.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ImageSet images, string? labelsPath = null)
    {
        if (images.Shape.Channels != 1)
            throw new DataException($"The images have {images.Shape.Channels} channels; IDX files hold 1. "
                + "Make them grey, or save them as PNG files.");
        if (labelsPath is not null && !images.HasLabels)
            throw new DataException($"The images have no labels to write to {labelsPath}. Leave the second file out.");
        Write(path, Header(IdxKind.Images, images.Count, images.Shape.Height, images.Shape.Width), stream =>
        {
            foreach (var block in images.Blocks())
                stream.Write(block.Pixels);
        });
        if (labelsPath is not null)
            Write(labelsPath, Header(IdxKind.Labels, images.Count), stream => stream.Write(images.Labels));
    }

    /// <summary>SHA-256 of the uncompressed IDX file of these images, in lower-case hexadecimal: what publishers of data sets print.</summary>
    /// <param name="images">Grey images, shape [N, 1, H, W].</param>
    public static string ImagesSha256(ImageSet images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Header(IdxKind.Images, images.Count, images.Shape.Height, images.Shape.Width));
        foreach (var block in images.Blocks())
            hash.AppendData(block.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 of the uncompressed IDX file of these labels, in lower-case hexadecimal.</summary>
    /// <param name="labels">The labels, shape [N].</param>
    public static string LabelsSha256(ReadOnlySpan<byte> labels)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Header(IdxKind.Labels, labels.Length));
        hash.AppendData(labels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] Header(IdxKind kind, params ReadOnlySpan<int> sizes)
    {
        var header = new byte[kind.HeaderLength];
        BinaryPrimitives.WriteUInt32BigEndian(header, kind.Magic);
        for (var i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), sizes[i]);
        return header;
    }

    private static void Write(string path, byte[] header, Action<Stream> writeElements) => AtomicFile.Write(path, file =>
    {
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            file.Write(header);
            writeElements(file);
            return;
        }
        using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
        gzip.Write(header);
        writeElements(gzip);
    });
}
