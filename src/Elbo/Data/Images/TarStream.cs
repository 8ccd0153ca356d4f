using System.Buffers.Binary;

namespace Elbo.Data.Images;

/// <summary>A tar archive whose headers are checked while the platform reads them: it makes room for as many bytes of names and attributes as an
/// entry declares, before it reads them. Format: POSIX.1-2017, pax, "ustar Interchange Format".</summary>
/// <param name="inner">The archive; it stays open.</param>
internal sealed class TarStream(Stream inner) : Stream
{
    private const int Block = 512, SizeAt = 124, SizeLength = 12, TypeAt = 156;

    /// <summary>Names and attributes of usual archives have some hundred bytes.</summary>
    private const long MostBytes = 1 << 20;

    // Attributes of the next entry and of all, a long name and a long link.
    private static ReadOnlySpan<byte> HeldInMemory => "xgLK"u8;

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    /// <exception cref="InvalidDataException">It is a header that declares too many bytes of names or attributes.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        if (read == Block && HeldInMemory.Contains(buffer[TypeAt]) && Number(buffer.Slice(SizeAt, SizeLength)) is var size && size is < 0 or > MostBytes)
            throw new InvalidDataException($"it declares {size} bytes of names or attributes; {MostBytes} are the most");
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Octal digits behind blanks and zeros, or, where the highest bit is set, the bytes of a large number.</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        if (field[0] >= 0x80)
            return BinaryPrimitives.ReadInt64BigEndian(field[^8..]);
        var number = 0L;
        foreach (var digit in field.TrimStart("\0 "u8))
            if (digit is >= (byte)'0' and <= (byte)'7')
                number = number * 8 + (digit - '0');
            else
                break;
        return number;
    }
}
