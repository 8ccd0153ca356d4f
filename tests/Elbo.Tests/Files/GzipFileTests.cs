using System.IO.Compression;
using System.Text;
using Elbo.Files;
using Elbo.Tests.Data;

namespace Elbo.Tests.Files;

public sealed class GzipFileTests : IDisposable
{
    private const string Text = "a,b\n1,2\n";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Is_Stream_KeepsItsPosition()
    {
        (byte[] Bytes, bool Expected)[] cases =
            [(Packed(Text), true), (Encoding.UTF8.GetBytes(Text), false), ([0x1F], false), ([], false), ([0x1F, 0x8C], false)];
        foreach (var (bytes, expected) in cases)
        {
            using var stream = new MemoryStream([9, .. bytes]) { Position = 1 };
            Assert.Equal(expected, GzipFile.Is(stream));
            Assert.Equal(1, stream.Position);
        }
    }

    [Fact]
    public void Read_PackedOrNot_IsTheSameText()
    {
        Assert.Equal(Text, GzipFile.Read(folder.Write("a.csv", Encoding.UTF8.GetBytes(Text)), All));
        Assert.Equal(Text, GzipFile.Read(folder.Write("a.csv.gz", Packed(Text)), All));
        var packed = Packed(string.Concat(Enumerable.Repeat(Text, 100)));
        packed[^10] ^= 0x55;
        var error = Assert.Throws<DataException>(() => GzipFile.Read(folder.Write("b.csv.gz", packed), All));
        Assert.Contains("b.csv.gz is damaged: its gzip compression does not decode", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileThatIsCutShort_IsRefusedAtEveryLength()
    {
        var packed = Packed(string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},{i * i}\n")));
        for (var length = 2; length < packed.Length; length += length < 30 ? 1 : 37)
        {
            var path = folder.Write("a.csv.gz", packed[..length]);
            var error = Assert.Throws<DataException>(() => GzipFile.Read(path, All));
            Assert.Contains("is damaged: its gzip compression does not decode", error.Message, StringComparison.Ordinal);
        }
        // Two members, of which the second ends early, and none of which does.
        byte[] two = [.. packed, .. Packed(Text)];
        Assert.Throws<DataException>(() => GzipFile.Read(folder.Write("a.csv.gz", two[..^9]), All));
        Assert.EndsWith("299,89401\n" + Text, GzipFile.Read(folder.Write("a.csv.gz", two), All), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HeaderWithMoreFieldsAndBytesBehindTheEnd_IsWhole()
    {
        var plain = Packed(Text);
        byte[] member =
        [
            0x1F, 0x8B, 8, 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 3, 0, 7, 7, 7, .. "name\0comment\0"u8, // an extra field of 3 bytes and two texts
            .. plain[10..],
        ];
        Assert.Equal(Text + Text, GzipFile.Read(folder.Write("a.csv.gz", [.. plain, .. member]), All));
        Assert.Equal(Text + Text, GzipFile.Read(folder.Write("a.csv.gz", [.. member, .. plain, .. new byte[512]]), All)); // tar pads with zeros
        Assert.Throws<DataException>(() => GzipFile.Read(folder.Write("a.csv.gz", [.. plain, .. member[..^6]]), All));
    }

    [Fact]
    public void MostBytes_OfAPackedFile_IsWhatDeflateCanAtMostHold()
    {
        var path = folder.Write("a.gz", Packed(Text));
        Assert.Equal(1032 * new FileInfo(path).Length, GzipFile.MostBytes(path));
        Assert.Null(GzipFile.MostBytes(folder.Write("a.csv", Encoding.UTF8.GetBytes(Text))));
        // No more than what is unpacked at all.
        path = folder.Write("large.gz", Packed(Text));
        using (var large = new FileStream(path, FileMode.Open))
            large.SetLength(9_000_000);
        Assert.Equal(8L << 30, GzipFile.MostBytes(path));
    }

    [Fact]
    public void Unpack_File_IsReadFromItsStartAndLeavesNothing()
    {
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i}\n"));
        using (var unpacked = GzipFile.Unpack(new MemoryStream(Packed(text))))
        {
            Assert.Equal((0, text.Length), (unpacked.Position, unpacked.Length));
            Assert.Equal(text, All(unpacked));
            Assert.True(OperatingSystem.IsWindows() || !File.Exists(unpacked.Name));
        }
        var packed = Packed(text);
        packed[packed.Length / 2] ^= 0x55;
        Assert.ThrowsAny<InvalidDataException>(() => GzipFile.Unpack(new MemoryStream(packed)));
    }

    private static string All(Stream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        return reader.ReadToEnd();
    }

    private static byte[] Packed(string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }
}
