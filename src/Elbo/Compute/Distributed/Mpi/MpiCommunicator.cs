using System.Runtime.InteropServices;

namespace Elbo.Compute.Distributed.Mpi;

/// <summary>The processes of MPI_COMM_WORLD.</summary>
internal sealed unsafe partial class MpiCommunicator : Communicator
{
    private const int Serialized = 2;

    // MPI waits by polling without a pause. A rank that waits for another's files, or on a core that another needs, sleeps between polls.
    private const int ShortPause = 50, LongPause = 2000; // µs

    // Sums of a few values take microseconds once all ranks have arrived.
    private const int AsksBeforePause = 20;
    private readonly MpiLibrary mpi;
    private readonly nint here;
    private readonly int rankHere;
    private readonly CoreShare share;
    private bool hasLeft;

    private MpiCommunicator(MpiLibrary mpi, MpiLaunch launch)
    {
        this.mpi = mpi;
        int provided, rank, size, rankHere;
        nint machine = 0;
        mpi.Check(mpi.InitThread(null, null, Serialized, &provided), "MPI_Init_thread");
        if (provided < Serialized)
            throw new MpiException(
                $"{mpi.Name} has thread support level {provided}; level {Serialized} (MPI_THREAD_SERIALIZED) is needed. "
                + "Use a build of MPI with thread support.");
        mpi.Check(mpi.SetErrorHandler(mpi.Abi.World, mpi.Abi.ErrorsReturn), "MPI_Comm_set_errhandler");
        mpi.Check(mpi.Rank(mpi.Abi.World, &rank), "MPI_Comm_rank");
        mpi.Check(mpi.Size(mpi.Abi.World, &size), "MPI_Comm_size");
        if (launch.Size is { } started && started != size)
            throw new MpiException(
                $"{launch.Launcher} started {started} processes, but {mpi.Name} ({mpi.Abi.Name}) sees {size}: it belongs to another launcher. "
                    + "Start elbo with the mpirun of the same MPI, or name the right library's folder in LD_LIBRARY_PATH.");
        mpi.Check(mpi.Split(mpi.Abi.World, mpi.Abi.Shared, rank, mpi.Abi.NoInfo, &machine), "MPI_Comm_split_type");
        mpi.Check(mpi.Rank(machine, &rankHere), "MPI_Comm_rank");
        (Rank, Size, here, this.rankHere) = (rank, size, machine, rankHere);
        share = CoreShare.Of(cores => Sum(cores, here));
    }

    public override int Rank { get; }

    public override int Size { get; }

    protected override int Cores => share.Threads;

    public static MpiCommunicator Join(MpiLaunch launch) => new(MpiLibrary.Load(launch), launch);

    public override void Sum(Span<float> values)
    {
        fixed (float* start = values)
            Sum(start, values.Length, mpi.Abi.Float, mpi.Abi.World);
    }

    public override void Sum(Span<double> values) => Sum(values, mpi.Abi.World);

    public override void Broadcast(Span<byte> values)
    {
        // Only its start can take long: rank 0 reads and writes files.
        if (share.IsScarce)
            Meet(mpi.Abi.World, ShortPause);
        fixed (byte* start = values)
            mpi.Check(mpi.Broadcast(start, values.Length, mpi.Abi.Byte, 0, mpi.Abi.World), "MPI_Bcast");
    }

    public override void Barrier() => Meet(mpi.Abi.World, ShortPause);

    public override void Abort(int exitCode) => mpi.Abort(mpi.Abi.World, exitCode);

    public override T FirstHere<T>(Func<T> work)
    {
        if (rankHere > 0)
            Meet(here, LongPause);
        try
        {
            return work();
        }
        finally
        {
            if (rankHere == 0)
                Meet(here, LongPause);
        }
    }

    private protected override void Leave()
    {
        if (hasLeft)
            return;
        hasLeft = true;
        Meet(mpi.Abi.World, LongPause);
        mpi.End();
    }

    private void Sum(Span<double> values, nint communicator)
    {
        fixed (double* start = values)
            Sum(start, values.Length, mpi.Abi.Double, communicator);
    }

    private void Sum(void* start, int count, nint type, nint communicator)
    {
        if (!share.IsScarce)
        {
            mpi.Check(mpi.Allreduce(mpi.Abi.InPlace, start, count, type, mpi.Abi.Sum, communicator), "MPI_Allreduce");
            return;
        }
        nint request = 0;
        mpi.Check(mpi.BeginAllreduce(mpi.Abi.InPlace, start, count, type, mpi.Abi.Sum, communicator, &request), "MPI_Iallreduce");
        Await(request, ShortPause);
    }

    private void Meet(nint communicator, uint pause)
    {
        nint request = 0;
        mpi.Check(mpi.BeginBarrier(communicator, &request), "MPI_Ibarrier");
        Await(request, pause);
    }

    private void Await(nint request, uint pause)
    {
        for (var asks = 0; ; asks++)
        {
            var isDone = 0;
            mpi.Check(mpi.Test(&request, &isDone, mpi.Abi.NoStatus), "MPI_Test");
            if (isDone != 0)
                return;
            if (asks >= AsksBeforePause)
                _ = Sleep(pause);
        }
    }

    // Thread.Sleep cannot wait less than a millisecond.
    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);
}
