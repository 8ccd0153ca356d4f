namespace Elbo.Data.Tables.Plain;

/// <summary>Divides a stream into blocks of whole lines; for one thread at a time.</summary>
/// <param name="stream">The file; left open.</param>
/// <param name="first">Its first bytes, which have been read.</param>
/// <param name="skipped">How many of these are the header.</param>
internal sealed class PlainBlocks(Stream stream, ReadOnlyMemory<byte> first, int skipped)
{
    private const int BlockBytes = 1 << 18;
    private const int LongestLine = 1 << 26;

    private ReadOnlyMemory<byte> rest = first[skipped..];
    private bool isFinal;
    private long rows;
    private int count;

    /// <summary>Bytes that have been read.</summary>
    public long Position { get; private set; } = first.Length;

    /// <summary>The next lines; null at the end.</summary>
    /// <param name="buffer">One that is no longer used; null for a new one.</param>
    /// <param name="isPlain">False for a line of very many bytes.</param>
    public PlainBlock? Next(byte[]? buffer, out bool isPlain)
    {
        isPlain = true;
        var bytes = buffer is not null && buffer.Length > rest.Length ? buffer : new byte[Math.Max(BlockBytes, 2 * rest.Length)];
        rest.CopyTo(bytes);
        var (used, length) = (rest.Length, 0);
        while (!isFinal && length == 0)
        {
            if (used >= bytes.Length - 1)
            {
                if (bytes.Length >= LongestLine)
                {
                    isPlain = false;
                    return null;
                }
                Array.Resize(ref bytes, 2 * bytes.Length);
            }
            // The last byte is kept for a line end.
            var read = stream.ReadAtLeast(bytes.AsSpan(used, bytes.Length - 1 - used), bytes.Length - 1 - used, throwOnEndOfStream: false);
            isFinal = read < bytes.Length - 1 - used;
            (used, Position) = (used + read, Position + read);
            length = bytes.AsSpan(0, used).LastIndexOf((byte)'\n') + 1;
        }
        if (isFinal)
        {
            used = bytes.AsSpan(0, used).TrimEnd("\r\n"u8).Length;
            if (used == 0)
            {
                rest = default;
                return null;
            }
            bytes[used++] = (byte)'\n';
            length = used;
        }
        rest = bytes.AsSpan(length, used - length).ToArray();
        var block = new PlainBlock(count++, bytes) { Length = length, FirstRow = rows };
        rows += block.Lines.Count((byte)'\n');
        return block;
    }
}
