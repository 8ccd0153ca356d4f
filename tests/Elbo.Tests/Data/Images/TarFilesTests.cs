using System.Formats.Tar;
using System.Text;
using Elbo.Data.Images;
using Elbo.Exchange;

namespace Elbo.Tests.Data.Images;

/// <summary>Archives whose headers, with correct checksums, declare more than the file holds.</summary>
public sealed class TarFilesTests : IDisposable
{
    private const int SizeField = 124, ChecksumField = 148, TypeField = 156, HeaderLength = 512;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>An archive of one file of 4 bytes, its size field overwritten.</summary>
    private string Archive(ReadOnlySpan<byte> size, char type = '0')
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "a.png") { DataStream = new MemoryStream([1, 2, 3, 4]) });
        var bytes = stream.ToArray();
        size.CopyTo(bytes.AsSpan(SizeField));
        bytes[TypeField] = (byte)type;
        bytes.AsSpan(ChecksumField, 8).Fill((byte)' ');
        var sum = bytes[..HeaderLength].Sum(value => value);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(bytes, ChecksumField);
        return folder.Write("images.tar", bytes);
    }

    [Fact]
    public void Open_SizeOfNinetySixBits_IsRefused()
    {
        var path = Archive([0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        Assert.Contains("is not a tar archive, or is damaged", Assert.Throws<DataException>(() => new TarFiles(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('S')] // a sparse file of GNU's
    [InlineData('x')] // attributes that are none
    public void Open_EntryThatIsNotSupported_IsRefused(char type)
    {
        var path = Archive("00000000004\0"u8, type);
        Assert.Contains("is not a tar archive, or is damaged", Assert.Throws<DataException>(() => new TarFiles(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('x')] // attributes of the next entry
    [InlineData('g')] // of all
    [InlineData('L')] // a long name, as GNU writes it
    public void Open_GibibyteOfAttributesDeclared_CostsNoMemory(char type)
    {
        foreach (var size in new[] { "06000000042\0"u8.ToArray(), [0x80, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0], [.. "  6000000042\0"u8[..12]] })
        {
            var path = Archive(size, type);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Contains("bytes of names or attributes", Assert.Throws<DataException>(() => new TarFiles(path)).Message, StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void Open_CompressedOneCutShort_SaysThatItsCompressionEnds()
    {
        var whole = IdxBytes.Gzip(File.ReadAllBytes(Archive("00000000004\0"u8)));
        using (new TarFiles(folder.Write("whole.tar.gz", whole)))
        {
        }
        var cut = folder.Write("cut.tar.gz", whole[..^9]);
        Assert.Contains(
            "cut.tar.gz is damaged: its gzip compression does not decode (it ends early)",
            Assert.Throws<DataException>(() => new TarFiles(cut)).Message, StringComparison.Ordinal);
        var inside = folder.Write("inside.tar.gz", IdxBytes.Gzip(File.ReadAllBytes(Archive("00000000004\0"u8))[..400]));
        Assert.Contains("is not a tar archive, or is damaged", Assert.Throws<DataException>(() => new TarFiles(inside)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_LongNames_AreRead()
    {
        var name = $"{new string('a', 200)}/{new string('b', 200)}.png";
        using var stream = new MemoryStream();
        foreach (var format in new[] { TarEntryFormat.Pax, TarEntryFormat.Gnu })
        {
            stream.SetLength(0);
            using (var tar = new TarWriter(stream, format, leaveOpen: true))
                tar.WriteEntry(format == TarEntryFormat.Pax
                    ? new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1, 2, 3, 4]) }
                    : new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1, 2, 3, 4]) });
            using var files = new TarFiles(folder.Write($"{format}.tar", stream.ToArray()));
            Assert.Equal(name, Assert.Single(files.Entries).Path);
        }
    }

    [Fact]
    public void Read_GibibyteDeclared_CostsNoMemory()
    {
        var path = Archive("07777777777\0"u8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var files = new TarFiles(path);
            Assert.Contains("the archive ends inside it", Assert.Throws<BadImageException>(() => files.Read(0)).Message, StringComparison.Ordinal);
        }
        catch (DataException)
        {
            // The platform's own reader looks for the next header here and finds none.
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
