namespace Elbo.Data.Images;

/// <summary>The memory that images are decoded into, of all threads: large images wait for each other, and arrays are used again until the garbage
/// collector needs them.</summary>
internal static class DecodingMemory
{
    /// <summary>Bytes that are lent at once; a single image of any size is let in.</summary>
    private const long Most = 1L << 28;

    private const int MostKept = 64;

    private static readonly object Door = new();
    private static readonly List<WeakReference<byte[]>> Free = [];
    private static long lent;

    /// <summary>Borrows an array.</summary>
    /// <param name="bytes">Its least length.</param>
    /// <param name="mayWait">Whether to wait for room. Whoever has an array already may not: all could wait for each other.</param>
    public static byte[] Rent(int bytes, bool mayWait = true)
    {
        lock (Door)
        {
            while (mayWait && lent > 0 && lent + bytes > Most)
                Monitor.Wait(Door);
            lent += bytes;
            Free.RemoveAll(array => !array.TryGetTarget(out _));
            for (var i = 0; i < Free.Count; i++)
                if (Free[i].TryGetTarget(out var array) && array.Length >= bytes && array.Length / 2 <= bytes)
                {
                    Free.RemoveAt(i);
                    return array;
                }
        }
        return GC.AllocateUninitializedArray<byte>(bytes);
    }

    /// <summary>Gives an array back.</summary>
    public static void Return(byte[] array, int bytes)
    {
        lock (Door)
        {
            lent -= bytes;
            if (Free.Count < MostKept)
                Free.Add(new(array));
            Monitor.PulseAll(Door);
        }
    }
}
