using System.Formats.Tar;
using System.Text;
using Elbo.Data;

namespace Elbo.Tests.Data;

/// <summary>Archives whose headers, with right checksums, declare more than there is.</summary>
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
        Assert.Contains("is no tar archive, or a damaged one", Assert.Throws<DataException>(() => new TarFiles(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('S')] // a sparse file of GNU's
    [InlineData('x')] // attributes that are none
    public void Open_EntryThatIsNotSupported_IsRefused(char type)
    {
        var path = Archive("00000000004\0"u8, type);
        Assert.Contains("is no tar archive, or a damaged one", Assert.Throws<DataException>(() => new TarFiles(path)).Message, StringComparison.Ordinal);
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
            // Where the platform's own reader looks for the next header and finds none.
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
