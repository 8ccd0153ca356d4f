using System.Runtime.InteropServices;

namespace Elbo.Soak;

/// <summary>
/// Memory that native code has requested from glibc's allocator and not freed. Resident memory also includes freed memory between blocks
/// in use: it fluctuates with the order of allocations, while this number grows only through a leak.
/// </summary>
internal static partial class NativeHeap
{
    /// <summary>Bytes in use, including those mapped separately.</summary>
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
