namespace Elbo.Files;

/// <summary>Reads a declared number of bytes without trusting the declaration.</summary>
internal static class BoundedReader
{
    private const int FirstCapacity = 1 << 20;

    /// <summary>Reads up to <paramref name="count"/> bytes. The buffer starts at <paramref name="capacity"/> bytes and doubles only as bytes arrive,
    /// so a false count costs no memory.</summary>
    /// <returns>An array of <paramref name="count"/> bytes, or a shorter one if the stream ended early.</returns>
    public static byte[] Read(Stream stream, int count, long capacity = FirstCapacity)
    {
        var buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(count, Math.Max(capacity, FirstCapacity)));
        var filled = 0;
        while (true)
        {
            filled += stream.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
            if (filled < buffer.Length)
                return buffer[..filled];
            if (filled == count)
                return buffer;
            var larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(count, 2L * buffer.Length));
            buffer.CopyTo(larger, 0);
            buffer = larger;
        }
    }
}
