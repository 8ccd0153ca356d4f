using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Data.Known;

namespace Elbo.Fuzz.Targets;

/// <summary>Archives of images, and those of published data sets.</summary>
internal static class ArchiveTargets
{
    private const int Block = 512;

    /// <summary>The platform's reader allocates up to 64 MiB for an extended header.</summary>
    private const long ExtendedHeader = 80L << 20;

    private static readonly ImageShape Tiny = new(1, 2, 2);

    public static IEnumerable<FuzzTarget> All(Scratch scratch) =>
    [
        new("zip of images", [Zip(CompressionLevel.Optimal), Zip(CompressionLevel.NoCompression)],
            file => ReadAll(() => new ZipFiles(scratch.Write("f.zip", file))))
        {
            Tokens = [.. Bytes.Of("PK\u0001\u0002", "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0006\u0006", "../", ".png")], BytesPerByte = 2100,
        },
        new("tar of images", [Tar("a.png", "b/c.png")], file => ReadAll(() => new TarFiles(scratch.Write("f.tar", file))))
            { Tokens = TarWords, Repair = MendChecksums, FixedBytes = ExtendedHeader },
        new("CIFAR-10", [Tar("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin")],
            file => CifarArchive.Read("f", scratch.Write("f.tar.gz", Bytes.Gzip(file)), Tiny))
                { Tokens = TarWords, Repair = MendChecksums, FixedBytes = ExtendedHeader },
        new("EMNIST",
            [Bytes.Zip(CompressionLevel.NoCompression, ("x-train-images-idx3-ubyte.gz", Bytes.Gzip([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 7, 8])),
                ("x-train-labels-idx1-ubyte.gz", Bytes.Gzip([0, 0, 8, 1, 0, 0, 0, 1, 4])))],
            file => EmnistZip.Unpack(scratch.Write("f.zip", file), "x", Split, scratch.Folder("emnist")))
                { Tokens = Bytes.Of("x-train-"), BytesPerByte = 2100 },
        new("amat", Bytes.Of("0 1 1 0\n1 0 0 1\n", "01100110"),
            file => Amat.Convert(scratch.Write("f.amat", file), Split with { HasLabels = false }, Tiny, scratch.Folder("amat")))
                { Tokens = Bytes.Of("0 ", "1 ", "\n", "2") },
    ];

    private static KnownSplit Split { get; } = new("train", 2, "train", HasLabels: true, null, null);

    private static byte[][] TarWords { get; } = Bytes.Of("ustar\000", "ustar  \0", "0000644\0", "00000000012\0", "././@LongLink", "x", "L", "g", "path=",
        "size=9\n", "GNU.sparse.size=9\n", "data_batch_1.bin");

    private static byte[] Zip(CompressionLevel level) => Bytes.Zip(level, ("a.png", [1, 2, 3, 4]), ("b/c.png", [5, 6, 7, 8, 8, 8, 8, 8]), ("notes.txt", []));

    private static byte[] Tar(params string[] names) => Bytes.Written(stream =>
    {
        using var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var name in names)
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = new MemoryStream([1, 10, 20, 30, 40, 2, 50, 60, 70, 80]),
                ModificationTime = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            });
    });

    private static void ReadAll(Func<ImageFiles> open)
    {
        using var files = open();
        for (var entry = 0; entry < files.Entries.Count; entry++)
            files.Read(entry);
    }

    /// <summary>The checksum of every header of a tar: the sum of its bytes, its own taken as blanks.</summary>
    private static byte[] MendChecksums(byte[] file)
    {
        for (var at = 0; at + Block <= file.Length;)
        {
            var header = file.AsSpan(at, Block);
            if (!header.ContainsAnyExcept((byte)0))
                break;
            header.Slice(148, 8).Fill((byte)' ');
            var sum = 0;
            foreach (var value in header)
                sum += value;
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
            at += Block + (int)Math.Min((Size(header) + Block - 1) / Block * Block, int.MaxValue / 2);
        }
        return file;
    }

    private static long Size(ReadOnlySpan<byte> header)
    {
        var size = 0L;
        foreach (var digit in header.Slice(124, 11))
            size = digit is >= (byte)'0' and <= (byte)'7' ? size * 8 + digit - '0' : size;
        return size;
    }
}
