using System.Buffers.Binary;
using System.IO.Compression;

namespace Elbo.Files;

/// <summary>The members of a gzip file, one after the other (RFC 1952, section 2.2).</summary>
internal static class GzipMembers
{
    private const byte HasHeaderChecksum = 2, HasExtra = 4, HasName = 8, HasComment = 16;

    /// <summary>Whether every member has its end; bytes behind the last that begin no member do not count.</summary>
    /// <param name="file">At the first member. Its compression is known to decode.</param>
    public static bool AreWhole(Stream file)
    {
        Span<byte> end = stackalloc byte[8]; // CRC-32 and the size modulo 2³²
        for (var members = 0; ; members++)
        {
            if (!TryReadHeader(file))
                return members > 0;
            var bytes = new OneByOne(file);
            var size = 0L;
            using (var deflate = new DeflateStream(bytes, CompressionMode.Decompress, leaveOpen: true))
            {
                var buffer = new byte[1 << 16];
                for (int read; (read = deflate.Read(buffer)) > 0;)
                    size += read;
            }
            if (bytes.HasEnded || file.ReadAtLeast(end, end.Length, throwOnEndOfStream: false) < end.Length
                || BinaryPrimitives.ReadUInt32LittleEndian(end[4..]) != (uint)size)
                return false;
        }
    }

    private static bool TryReadHeader(Stream file)
    {
        Span<byte> start = stackalloc byte[10];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || start is not [0x1F, 0x8B, 8, ..])
            return false;
        var flags = start[3];
        if ((flags & HasExtra) != 0 && Skip(file, 2) is var length)
            Skip(file, length);
        for (var texts = ((flags & HasName) != 0 ? 1 : 0) + ((flags & HasComment) != 0 ? 1 : 0); texts > 0; texts--)
            while (file.ReadByte() > 0)
            {
            }
        if ((flags & HasHeaderChecksum) != 0)
            Skip(file, 2);
        return true;
    }

    /// <returns>The last two bytes as a number.</returns>
    private static int Skip(Stream file, int count)
    {
        var (last, before) = (0, 0);
        for (; count > 0; count--)
            (before, last) = (last, Math.Max(0, file.ReadByte()));
        return before + (last << 8);
    }

    /// <summary>Gives a decoder no byte more than it needs, so that the file is then behind the member.</summary>
    private sealed class OneByOne(Stream file) : Stream
    {
        public bool HasEnded { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = file.Read(buffer[..Math.Min(1, buffer.Length)]);
            HasEnded |= read == 0 && buffer.Length > 0;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
