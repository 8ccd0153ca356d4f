using System.Text;
using Elbo.Data;
using Elbo.Data.Storage;
using Elbo.Files.NumPy;
using Elbo.Tests.Reports.Figures;

namespace Elbo.Tests.Data;

/// <summary>Arrays and IDX files over the limit for memory, which is 0 bytes here.</summary>
public sealed class LargeArrayTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Cache => folder.File("cache");

    public void Dispose() => folder.Dispose();

    /// <param name="file">The file.</param>
    /// <param name="memory">Whether the file is read into memory.</param>
    /// <param name="resident">Whether the file is not read ahead.</param>
    private Dataset<ImageSet> Load(string file, long memory = 0, long resident = long.MaxValue) =>
        Datasets.LoadFrom(folder.File(file), places: new(null, null, null, null) { Cache = Cache, Limits = new(memory, resident) });

    private string Error(string file) => Assert.Throws<DataException>(() => Load(file)).Message;

    private string[] Cached() => Directory.Exists(Cache) ? Directory.GetFiles(Cache, "*", SearchOption.AllDirectories) : [];

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 37 ^ i >> 3))];

    /// <summary>Everything that a set can be asked for.</summary>
    private static string[] Facts(ImageSet images) =>
    [
        $"{images.Shape} {images.Count} {images.Fingerprint()} {Convert.ToHexString(images.Pixels)} {string.Join(' ', images.Mean())}",
        .. Enumerable.Range(0, images.Count).Select(
            i => $"{images.Names?[i]} {(images.HasLabels ? images.Labels[i] : -1)} {Convert.ToHexString(images.Image(i))}"),
        .. images.Blocks().Select(block => Convert.ToHexString(block.Slice(block.Count / 3, block.Count / 2).Pixels)),
    ];

    private void AssertAsInMemory(string file, string mapped)
    {
        var expected = Load(file, memory: long.MaxValue);
        Assert.Null(expected.Train.Source.Path);
        foreach (var resident in new[] { long.MaxValue, 0 })
        {
            var found = Load(file, resident: resident);
            Assert.Equal(mapped, found.Train.Source.Path![..mapped.Length]);
            Assert.Equal(resident == 0, found.Train.Source.ReadsAhead);
            foreach (var split in new[] { "train", "validation", "test" })
                Assert.Equal(expected.Split(split) is { } a ? Facts(a) : null, found.Split(split) is { } b ? Facts(b) : null);
            Assert.Equal(
                Facts(expected.All()),
                Facts(
                    ImageSet.Concat(
                        [found.Train, .. found.Validation is { } validation ? [validation] : Array.Empty<ImageSet>(), found.Test], largestCopy: 0)));
            Assert.Equal((expected.TestSplit, expected.ValidationSplit), (found.TestSplit, found.ValidationSplit));
            Assert.StartsWith("0.0 GiB of pixels, memory-mapped from " + mapped, Assert.Single(found.Notes), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(new long[] { 30, 5, 7 })]
    [InlineData(new long[] { 30, 5, 7, 1 })]
    [InlineData(new long[] { 30, 3, 5, 7 })]
    public void Load_NpyOfBytes_IsMappedItself(long[] shape)
    {
        NpyFile.Write(folder.File("a.npy"), NpyArray.Of<byte>(Bytes((int)shape.Aggregate((a, b) => a * b)), shape));
        AssertAsInMemory("a.npy", folder.File("a.npy"));
        Assert.Empty(Cached());
    }

    [Fact]
    public void Load_NpyOfOtherElements_IsConvertedIntoTheCacheOnce()
    {
        var pixels = Bytes(30 * 3 * 5 * 7);
        NpyFile.Write(folder.File("f4.npy"), NpyArray.Of<float>([.. pixels.Select(pixel => pixel / 255f)], 30, 3, 5, 7));
        NpyFile.Write(folder.File("f8.npy"), NpyArray.Of<double>([.. pixels.Select(pixel => pixel / 255.0)], 30, 5, 7, 3));
        NpyFile.Write(folder.File("bool.npy"), NpyArray.Of<bool>([.. pixels.Select(pixel => pixel > 99)], 90, 5, 7));
        NpyFile.Write(folder.File("last.npy"), NpyArray.Of<byte>(pixels, 30, 5, 7, 3));
        NpyFile.Write(folder.File("plain.npy"), NpyArray.Of<byte>(pixels, 90, 5, 7));
        folder.Write("plain.npy.gz", IdxBytes.Gzip(File.ReadAllBytes(folder.File("plain.npy"))));
        foreach (var file in new[] { "f4.npy", "f8.npy", "bool.npy", "last.npy", "plain.npy.gz" })
            AssertAsInMemory(file, Cache);
        Assert.Equal(5, Cached().Count(path => path.EndsWith(".pixels", StringComparison.Ordinal)));
    }

    [Fact]
    public void Load_ElementsInAnotherRange_AreScaledAsInMemory()
    {
        var bits = Enumerable.Range(0, 90 * 35).Select(i => i * 7919 % 4096).ToArray();
        NpyFile.Write(folder.File("u2.npy"), NpyArray.Of<ushort>([.. bits.Select(value => (ushort)value)], 90, 5, 7));
        NpyFile.Write(folder.File("zero-one.npy"), NpyArray.Of<byte>([.. bits.Select(value => (byte)(value % 2))], 90, 5, 7));
        foreach (var file in new[] { "u2.npy", "zero-one.npy" })
        {
            var (small, large) = (Load(file, memory: long.MaxValue), Load(file));
            Assert.Equal(Facts(small.Train), Facts(large.Train));
            Assert.Equal(small.Notes, large.Notes.SkipLast(1));
            Assert.Equal(small.Options, large.Options);
        }
        Assert.Equal(new(0, 4095), Load("u2.npy").Options!.Range);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_Npz_ReadsEachArrayAsIfItWereSmall(bool compress)
    {
        NpzFile.Write(folder.File("a.npz"), new Dictionary<string, NpyArray>
        {
            ["x_train"] = NpyArray.Of<byte>(Bytes(40 * 6), 40, 2, 3),
            ["y_train"] = NpyArray.Of<long>([.. Enumerable.Range(0, 40).Select(i => (long)i % 10)], 40),
            ["x_val"] = NpyArray.Of<byte>(Bytes(5 * 6), 5, 2, 3),
        }, compress);
        AssertAsInMemory("a.npz", Cache);
    }

    [Fact]
    public void Load_Idx_IsMappedItselfOrUnpacked()
    {
        folder.Write("train-images-idx3-ubyte", IdxBytes.Images(40, 2, 3, Bytes(240)));
        folder.Write("train-labels-idx1-ubyte", IdxBytes.Labels(40, Bytes(40)));
        folder.Write("t10k-images-idx3-ubyte.gz", IdxBytes.Gzip(IdxBytes.Images(7, 2, 3, Bytes(42))));
        folder.Write("alone.gz", IdxBytes.Gzip(IdxBytes.Images(40, 2, 3, Bytes(240))));
        AssertAsInMemory("train-images-idx3-ubyte", folder.File("train-images-idx3-ubyte"));
        AssertAsInMemory("alone.gz", Cache);
        Assert.Contains("the last 4 of 40 images", Load("alone.gz").TestSplit, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatChanged_IsConvertedAgain()
    {
        NpyFile.Write(folder.File("a.npy"), NpyArray.Of<bool>(new bool[12], 3, 2, 2));
        Assert.Equal(0, Load("a.npy").Train.Image(0)[0]);
        NpyFile.Write(folder.File("a.npy"), NpyArray.Of<bool>([.. Enumerable.Repeat(true, 16)], 4, 2, 2));
        Assert.Equal(255, Load("a.npy").Train.Image(0)[0]);
    }

    [Fact]
    public void Load_DamagedNpy_SaysWhat()
    {
        NpyFile.Write(folder.File("whole.npy"), NpyArray.Of<byte>(Bytes(120), 20, 2, 3));
        var whole = File.ReadAllBytes(folder.File("whole.npy"));
        folder.Write("short.npy", whole[..^1]);
        folder.Write("long.npy", [.. whole, 0]);
        folder.Write("fortran.npy", Header("{'descr': '|u1', 'fortran_order': True, 'shape': (20, 2, 3), }", 120));
        folder.Write("big-endian.npy", Header("{'descr': '>f4', 'fortran_order': False, 'shape': (20, 2, 3), }", 480));
        folder.Write("lies.npy", Header("{'descr': '|u1', 'fortran_order': False, 'shape': (3000000, 28, 28), }", 120));
        folder.Write("overflow.npy", Header("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4611686018427387904, 2), }", 120));
        folder.Write("empty.npy", Header("{'descr': '|u1', 'fortran_order': False, 'shape': (9223372036854775807, 0, 2), }", 0));
        folder.Write("flat.npy", Header("{'descr': '|u1', 'fortran_order': False, 'shape': (20, 6), }", 120));
        Assert.Contains(
            "short.npy is cut short: it declares uint8 of shape [20, 2, 3] (120 bytes), but 119 bytes follow its header",
            Error("short.npy"),
            StringComparison.Ordinal);
        Assert.Contains("but more bytes follow them", Error("long.npy"), StringComparison.Ordinal);
        Assert.Contains("numpy.ascontiguousarray", Error("fortran.npy"), StringComparison.Ordinal);
        Assert.Contains("the big-endian dtype '>f4'", Error("big-endian.npy"), StringComparison.Ordinal);
        Assert.Contains(
            "it declares uint8 of shape [3000000, 28, 28] (2,352,000,000 bytes), but 120 bytes follow", Error("lies.npy"), StringComparison.Ordinal);
        Assert.Contains("declares float64 of shape [4611686018427387904, 4611686018427387904, 2]; at most", Error("overflow.npy"), StringComparison.Ordinal);
        Assert.Contains(": no image.", Error("empty.npy"), StringComparison.Ordinal);
        Assert.Contains("images have the shape [N, H, W]", Error("flat.npy"), StringComparison.Ordinal);
        Assert.Empty(Cached());
    }

    [Fact]
    public void Load_ElementsThatCannotBeConverted_LeaveNothingInTheCache()
    {
        NpyFile.Write(folder.File("a.npy"), NpyArray.Of<float>([0, 1, 3, 0], 2, 1, 2));
        Assert.Contains("holds float32 values from 0 to 3", Error("a.npy"), StringComparison.Ordinal);
        NpyFile.Write(folder.File("a.npy"), NpyArray.Of<float>([0, 1, float.NaN, 0], 2, 1, 2));
        Assert.Contains("holds the value NaN at position 2", Error("a.npy"), StringComparison.Ordinal);
        Assert.Empty(Cached());
    }

    [Fact]
    public void Load_DamagedIdx_SaysWhat()
    {
        var images = IdxBytes.Images(40, 2, 3, Bytes(240));
        folder.Write("short", images[..^1]);
        folder.Write("long", [.. images, 0]);
        folder.Write("short.gz", IdxBytes.Gzip(images[..^1]));
        folder.Write("long.gz", IdxBytes.Gzip([.. images, 0]));
        folder.Write("lies.gz", IdxBytes.Gzip(IdxBytes.Images(4_000_000_000, 28, 28, 1)));
        folder.Write("damaged.gz", [.. IdxBytes.Gzip(images)[..^30], .. new byte[30]]);
        Assert.Contains("is cut short: it declares 40 images of 2×3 pixels (240 bytes), but 239 bytes follow", Error("short"), StringComparison.Ordinal);
        Assert.Contains("1 more bytes follow them", Error("long"), StringComparison.Ordinal);
        Assert.Contains("is cut short: it declares 40 images of 2×3 pixels (240 bytes), but 239 bytes follow", Error("short.gz"), StringComparison.Ordinal);
        Assert.Contains("more bytes follow them", Error("long.gz"), StringComparison.Ordinal);
        Assert.Contains("compressed bytes can hold", Error("lies.gz"), StringComparison.Ordinal);
        Assert.Contains("damaged.gz", Error("damaged.gz"), StringComparison.Ordinal);
        Assert.Empty(Cached());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Expect_FileThatWasChanged_IsRefused(bool isCut)
    {
        NpyFile.Write(folder.File("a.npy"), NpyArray.Of<byte>(Bytes(120), 20, 2, 3));
        var data = Load("a.npy");
        data.Train.Expect([0, 1]);
        using (var file = new FileStream(folder.File("a.npy"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            if (isCut)
                file.SetLength(file.Length - 1);
        if (!isCut)
            File.SetLastWriteTimeUtc(folder.File("a.npy"), DateTime.UnixEpoch);
        var error = Assert.Throws<DataException>(() => data.Train.Expect([0, 1])).Message;
        Assert.StartsWith($"{folder.File("a.npy")} was changed while its pixels were in use", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Checked_TooMuch_SaysWhat()
    {
        Assert.Equal((new ImageShape(3, 64, 60), 9), PixelStore.Checked("a", 9, 3, 64, 60));
        Assert.Contains(
            "a holds images of 3×100000×100000; at most",
            Assert.Throws<DataException>(() => PixelStore.Checked("a", 9, 3, 100_000, 100_000)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "a holds 4000000000 images", Assert.Throws<DataException>(() => PixelStore.Checked("a", 4_000_000_000, 1, 2, 2)).Message, StringComparison.Ordinal);
    }

    private static byte[] Header(string dictionary, int elements)
    {
        var text = Encoding.ASCII.GetBytes(dictionary + "\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, .. new byte[elements]];
    }
}
