using System.Runtime.InteropServices;
using Elbo.Compute.Distributed.Mpi;

namespace Elbo.Benchmarks;

/// <summary>Two kinds of allreduce that run while their process computes. Elbo itself does not use them; docs/scaling.md has their results.</summary>
internal sealed unsafe class SumBesideWork : IDisposable
{
    private static readonly string[] Libraries = ["libmpi.so.40", "libmpi.so.12", "libmpich.so.12"];

    private readonly float[] values;
    private readonly MpiAbi abi;
    private readonly delegate* unmanaged<nint, void*, int, nint, nint, nint, nint*, int> begin;
    private readonly delegate* unmanaged<nint*, nint, int> wait;
    private readonly delegate* unmanaged<nint, void*, int, nint, nint, nint, int> sum;
    private readonly SemaphoreSlim asked = new(0), done = new(0);
    private readonly Thread thread;
    private bool isEnding;

    /// <param name="values">The values to sum, in place.</param>
    public SumBesideWork(float[] values)
    {
        var library = Libraries.Select(name => NativeLibrary.TryLoad(name, out var found) ? found : 0).First(found => found != 0);
        (this.values, abi) = (values, MpiAbi.Of(library));
        begin = (delegate* unmanaged<nint, void*, int, nint, nint, nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Iallreduce");
        wait = (delegate* unmanaged<nint*, nint, int>)NativeLibrary.GetExport(library, "MPI_Wait");
        sum = (delegate* unmanaged<nint, void*, int, nint, nint, nint, int>)NativeLibrary.GetExport(library, "MPI_Allreduce");
        thread = new(Ask) { IsBackground = true };
        thread.Start();
    }

    /// <summary>MPI_Iallreduce, the work, MPI_Wait.</summary>
    public void Overlapped(Action work)
    {
        fixed (float* start = values)
        {
            nint request = 0;
            _ = begin(abi.InPlace, start, values.Length, abi.Float, abi.Sum, abi.World, &request);
            work();
            _ = wait(&request, abi.NoStatus);
        }
    }

    /// <summary>MPI_Allreduce by another thread during the work. No other thread calls MPI meanwhile.</summary>
    public void Threaded(Action work)
    {
        asked.Release();
        work();
        done.Wait();
    }

    public void Dispose()
    {
        isEnding = true;
        asked.Release();
        thread.Join();
        asked.Dispose();
        done.Dispose();
    }

    private void Ask()
    {
        while (true)
        {
            asked.Wait();
            if (isEnding)
                return;
            fixed (float* start = values)
                _ = sum(abi.InPlace, start, values.Length, abi.Float, abi.Sum, abi.World);
            done.Release();
        }
    }
}
