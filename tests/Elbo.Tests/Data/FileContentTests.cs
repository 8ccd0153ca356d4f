using System.Formats.Tar;
using System.IO.Compression;
using Elbo.Data;
using Elbo.Data.Known;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Files.NumPy;

namespace Elbo.Tests.Data;

public sealed class FileContentTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static readonly byte[] Pixels = [.. Enumerable.Range(0, 120).Select(i => (byte)(2 * i))];

    private static byte[] Npy()
    {
        var stream = new MemoryStream();
        NpyFile.Write(stream, NpyArray.Of<byte>(Pixels, 20, 2, 3));
        return stream.ToArray();
    }

    private static byte[] Npz()
    {
        var stream = new MemoryStream();
        NpzFile.Write(stream, [new("images", NpyArray.Of<byte>(Pixels, 20, 2, 3))]);
        return stream.ToArray();
    }

    private static byte[] Tar()
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, leaveOpen: true))
            for (var i = 0; i < 20; i++)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{i:00}.pgm") { DataStream = new MemoryStream(Pgm(i)) });
        return stream.ToArray();
    }

    private static byte[] Zip()
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            for (var i = 0; i < 20; i++)
                using (var entry = zip.CreateEntry($"{i:00}.pgm").Open())
                    entry.Write(Pgm(i));
        return stream.ToArray();
    }

    private static byte[] Pgm(int image) => [.. "P5 3 2 255\n"u8, .. Pixels.AsSpan(6 * image, 6)];

    /// <summary>The same images in each format, under names that fit and that do not.</summary>
    [Theory]
    [InlineData("npy", "a.npy", "a.npz", "a.csv", "a", "a.gz")]
    [InlineData("npz", "a.npz", "a.npy", "a.zip", "a.bin")]
    [InlineData("tar", "a.tar", "a.zip", "a")]
    [InlineData("zip", "a.zip", "a.tar", "a.npz", "a.csv")]
    [InlineData("idx", "a", "a.npy", "a.csv", "a.gz")]
    public void Load_Images_GoesByTheContent(string format, params string[] names)
    {
        var content = format switch { "npy" => Npy(), "npz" => Npz(), "tar" => Tar(), "zip" => Zip(), _ => IdxBytes.Images(20, 2, 3, Pixels) };
        (byte[] Bytes, string Ending)[] forms = format is "npz" or "zip"
            ? [(content, "")]
            : [(content, ""), (IdxBytes.Gzip(content), ""), (IdxBytes.Gzip(content), ".gz")];
        foreach (var name in names)
            foreach (var (bytes, ending) in forms)
            {
                folder.Write(name + ending, bytes);
                var images = GivenImages.LoadFrom(
                    folder.File(name + ending), null, new(null, null, null, null) { Cache = folder.File("cache") },
                    cancellation: TestContext.Current.CancellationToken).Images;
                Assert.Equal(new(1, 2, 3), images.Shape);
                Assert.Equal(Pixels, images.Pixels.ToArray());
                File.Delete(folder.File(name + ending));
            }
    }

    [Fact]
    public void Read_CompressedText_IsATable()
    {
        folder.Write("a.csv.gz", IdxBytes.Gzip([.. "height,width\n1.5,2\n3,4\n"u8]));
        Assert.Equal(FileFormat.Csv, FileFormat.Of(folder.File("a.csv.gz")));
        Assert.Equal(["height", "width"], TableFile.Names(folder.File("a.csv.gz")));
        folder.Write("damaged.csv.gz", IdxBytes.Gzip(new byte[9000])[..30]);
        Assert.Throws<DataException>(() => TableFile.Names(folder.File("damaged.csv.gz")));
    }

    [Fact]
    public void Read_MislabeledParquet_IsATable()
    {
        using (var file = File.Create(folder.File("a.pq")))
            ParquetFile.Write(file, [new("height", new double[] { 1, 2 })]);
        Assert.Equal(FileFormat.Parquet, FileFormat.Of(folder.File("a.pq")));
        Assert.Equal(["height"], TableFile.Names(folder.File("a.pq")));
    }

    [Theory]
    [InlineData("a.npz", "<!DOCTYPE html>", "a.npz is a web page, saved in the file's place, not a zip archive. Download the file again.")]
    [InlineData("a.zip", "version https://git-lfs.github.com/spec/v1", "a.zip is a pointer of Git LFS, not a zip archive.")]
    [InlineData("a.npy", "version https://git-lfs.github.com/spec/v1", "a.npy is a pointer of Git LFS, not a NumPy array.")]
    [InlineData("a.tar", "%PDF-1.7", "a.tar is a PDF document, not a tar archive.")]
    [InlineData("a", "[1, 2, 3]", "a is JSON text. If it is a table, an object for each row, give it the ending .jsonl.")]
    public void Load_AnotherFormat_IsNamed(string name, string content, string expected)
    {
        folder.Write(name, System.Text.Encoding.ASCII.GetBytes(content));
        var error = Assert.Throws<DataException>(() => Datasets.Load(folder.File(name))).Message;
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TextNamedParquet_IsNamed() => Assert.EndsWith(
        "a.parquet is text, not a Parquet file. If it is a table, give it the ending .csv.",
        Assert.Throws<DataException>(() => TableFile.Read(folder.Write("a.parquet", "a,b\n1,2\n3,4\n"u8.ToArray()))).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_KnownName_IsNotAFile() => Assert.Null(FileContent.FormatOf(DatasetCatalog.All[0].Name));
}
