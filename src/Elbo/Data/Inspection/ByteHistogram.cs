namespace Elbo.Data.Inspection;

/// <summary>Counts how often each byte occurs.</summary>
internal static class ByteHistogram
{
    /// <summary>The number of occurrences of each value, shape [256].</summary>
    public static long[] Of(ReadOnlySpan<byte> bytes)
    {
        // Four tables: runs of one value, which images are full of, would otherwise wait for their own last increment.
        Span<int> tables = stackalloc int[4 * 256];
        tables.Clear();
        var i = 0;
        for (; i <= bytes.Length - 4; i += 4)
        {
            tables[bytes[i]]++;
            tables[256 + bytes[i + 1]]++;
            tables[512 + bytes[i + 2]]++;
            tables[768 + bytes[i + 3]]++;
        }
        for (; i < bytes.Length; i++)
            tables[bytes[i]]++;
        var counts = new long[256];
        for (var value = 0; value < counts.Length; value++)
            counts[value] = (long)tables[value] + tables[256 + value] + tables[512 + value] + tables[768 + value];
        return counts;
    }
}
