using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Elbo.Compute.Native;

/// <summary>Runs managed loops on the threads that libtorch itself computes with. After each operation libtorch's OpenMP threads spin for a while, so
/// loops on separate threads would find the cores busy. Where libtorch's team is not accessible (systems other than Linux, a libtorch without
/// OpenMP), the runtime's thread pool runs the loops.</summary>
internal static unsafe class TorchTeam
{
    private static readonly nint Library = OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libtorch_cpu.so", out var handle) ? handle : 0;

    // Looked up through libtorch, so that they come from the OpenMP library that it is linked to: others may be loaded too.
    private static readonly delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void> Parallel =
        (delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void>)Find("GOMP_parallel");
    private static readonly delegate* unmanaged<int> Number = (delegate* unmanaged<int>)Find("omp_get_thread_num");
    private static readonly delegate* unmanaged<int> Count = (delegate* unmanaged<int>)Find("omp_get_num_threads");

    /// <summary>True if libtorch's own threads run the loops.</summary>
    public static bool IsShared => Parallel != null && Number != null && Count != null;

    /// <summary>Covers 0 … <paramref name="count"/> − 1 in contiguous parts, one per thread on as many threads as libtorch uses, and returns when all
    /// are done.</summary>
    /// <param name="count">Units of work.</param>
    /// <param name="least">Units that justify another thread.</param>
    /// <param name="part">Does the units first … end − 1; what it does for a unit must not depend on the part. Its exceptions are rethrown here.</param>
    public static void Run(int count, int least, Action<int, int> part)
    {
        var threads = Math.Min(torch.get_num_threads(), count / Math.Max(1, least));
        if (threads <= 1)
        {
            part(0, count);
            return;
        }
        var job = new Job(count, part);
        if (IsShared)
        {
            using var handle = new GCHandle<Job>(job);
            Parallel(&Enter, GCHandle<Job>.ToIntPtr(handle), (uint)threads, 0);
        }
        else
            System.Threading.Tasks.Parallel.For(0, threads, thread => job.Do(thread, threads));
        job.Failure?.Throw();
    }

    [UnmanagedCallersOnly]
    private static void Enter(nint job) => GCHandle<Job>.FromIntPtr(job).Target.Do(Number(), Count());

    private static nint Find(string name) => Library != 0 && NativeLibrary.TryGetExport(Library, name, out var address) ? address : 0;

    private sealed class Job(int count, Action<int, int> part)
    {
        public ExceptionDispatchInfo? Failure { get; private set; }

        public void Do(int thread, int threads)
        {
            try
            {
                part((int)((long)count * thread / threads), (int)((long)count * (thread + 1) / threads));
            }
            catch (Exception e)
            {
                // It must not propagate through libtorch's frames; the caller of Run gets it.
                Failure = ExceptionDispatchInfo.Capture(e);
            }
        }
    }
}
