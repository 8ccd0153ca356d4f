using System.Runtime.InteropServices;

namespace Elbo.Soak;

/// <summary>
/// What native code has asked glibc's allocator for and not given back. Resident memory also holds what was given back and lies between blocks
/// that were not: it wavers and creeps with the order in which blocks come and go, while this grows by a leak alone.
/// </summary>
internal static partial class NativeHeap
{
    /// <summary>Bytes in use, those in areas of their own included.</summary>
    public static long InUse
    {
        get
        {
            var info = Ask();
            return (long)(info.InUse + info.Mapped);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallinfo2")]
    private static partial Info Ask();

    /// <summary>glibc's <c>struct mallinfo2</c>: ten numbers of the size of a pointer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Info
    {
        private readonly nuint arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;

        public nuint Mapped => hblkhd;

        public nuint InUse => uordblks;
    }
}
