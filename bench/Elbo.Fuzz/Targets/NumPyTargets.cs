using System.Buffers.Binary;
using System.IO.Compression;
using Elbo.Data.Arrays;
using Elbo.Data.Known;
using Elbo.Data.Storage;
using Elbo.Files.NumPy;

namespace Elbo.Fuzz.Targets;

/// <summary>npy and npz files, as arrays and as images.</summary>
internal static class NumPyTargets
{
    // Deflate compresses at most 1032 to 1; twice that, for the buffer and its result.
    private const long Unpacked = 2100;

    private static readonly byte[][] Tokens = Bytes.Of(
        "'descr': ", "'fortran_order': ", "'shape': ", "True", "False", "(1,)", "()", "(2, 3), ", "'|u1'", "'<f4'", "'<f8'", "'<i8'", "'|b1'", "'<U3'",
        "'>f4'", "'<u2'", "'<f2'", "'<u8'", "'|O'", "{", "}", "\n");

    private static byte[] Npy(NpyArray array) => Bytes.Written(stream => NpyFile.Write(stream, array));

    private static readonly byte[][] Arrays =
    [
        Npy(NpyArray.Of<byte>([.. Enumerable.Range(0, 48).Select(i => (byte)i)], 4, 3, 4)), Npy(NpyArray.Of<float>([0, 1 / 255f, 1, 0.2f], 1, 2, 2)),
        Npy(NpyArray.Of<double>([0.25, double.NaN, -1], 3)), Npy(NpyArray.Of<long>([1, -2, 3], 3)), Npy(NpyArray.Of<bool>([true, false], 2, 1, 1)),
        Npy(NpyArray.Of<ushort>([0, 4095, 300], 3, 1, 1)),
        Npy(NpyArray.OfTexts(["a", "ünï", ""])),
    ];

    private static byte[][] Npz => [.. new[] { CompressionLevel.Optimal, CompressionLevel.NoCompression }
        .Select(level => Bytes.Zip(level, ("images.npy", Arrays[0]), ("labels.npy", Npy(NpyArray.Of<byte>([1, 2, 3, 4], 4)))))];

    public static IEnumerable<FuzzTarget> All(Scratch scratch)
    {
        var store = new DataPlaces(null, null, null, null) { Cache = scratch.Folder("cache"), Limits = new(1L << 30, long.MaxValue) }.Pixels();
        return
        [
            new("npy", Arrays, ReadArray) { Tokens = Tokens, Repair = MendLength },
            new("npy of images", Arrays, file => ReadImages(file, store)) { Tokens = Tokens, Repair = MendLength },
            new("npz", Npz, ReadArrays)
                { Tokens = [.. Tokens, "PK\u0003\u0004"u8.ToArray(), "PK\u0001\u0002"u8.ToArray(), "PK\u0005\u0006"u8.ToArray()], BytesPerByte = Unpacked },
            new("npz of images", Npz, file => new NumPyDataset("f", scratch.Write("f.npz", file), store, null).LoadNpz())
                { Tokens = Tokens, BytesPerByte = Unpacked },
        ];
    }

    private static void ReadArray(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var array = NpyFile.Read(stream, "f");
        if (array.Type == NpyType.Text)
            array.ToTexts();
        else
            array.ToDoubles();
    }

    private static void ReadImages(byte[] file, PixelStore store)
    {
        var images = new NumPyImages(new("f", "f", null, read => read(new MemoryStream(file))), store);
        images.Read(images.Measure(null).Range(null, "f"));
    }

    private static void ReadArrays(byte[] file)
    {
        using var stream = new MemoryStream(file);
        NpzFile.Read(stream, "f");
    }

    /// <summary>The header's length, which ends at the line's end.</summary>
    private static byte[] MendLength(byte[] file)
    {
        var end = Array.IndexOf(file, (byte)'\n');
        if (end >= 10 && end < ushort.MaxValue)
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)(end + 1 - 10));
        return file;
    }
}
