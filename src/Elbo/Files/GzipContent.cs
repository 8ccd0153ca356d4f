using System.Buffers.Binary;
using System.IO.Compression;

namespace Elbo.Files;

/// <summary>The content of a gzip file (RFC 1952), read from front to back. .NET reads a file that was cut short as a shorter one; this stream refuses it
/// at its end.</summary>
internal sealed class GzipContent : Stream
{
    /// <summary>A member without content: 10 bytes of header, 8 at the end.</summary>
    private const int LeastBytes = 18;

    private readonly Stream file;
    private readonly GZipStream gzip;
    private long total;
    private bool isChecked;

    /// <param name="file">Positioned at its start; left open.</param>
    public GzipContent(Stream file) => (this.file, gzip) = (file, new(file, CompressionMode.Decompress, leaveOpen: true));

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is damaged or was cut short.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (isChecked)
            return 0;
        var read = Unpack(buffer);
        total += read;
        if (read > 0 || buffer.Length == 0)
            return read;
        isChecked = true;
        return IsWhole() ? 0 : throw new InvalidDataException("it ends early");
    }

    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return gzip.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException("a block or a checksum is wrong", e); // .NET blames the method of compression
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        gzip.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A file of one member ends with the size of its content. Others are decoded again, member by member.</summary>
    private bool IsWhole()
    {
        Span<byte> size = stackalloc byte[4];
        if (file.Length < LeastBytes)
            return false;
        file.Position = file.Length - size.Length;
        file.ReadExactly(size);
        file.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(size) == (uint)total || GzipMembers.AreWhole(file);
    }
}
