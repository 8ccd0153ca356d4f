namespace Elbo.Distributed.Mpi;

/// <summary>The processes of MPI_COMM_WORLD.</summary>
internal sealed unsafe class MpiCommunicator : Communicator
{
    private const int Serialized = 2;
    private readonly MpiLibrary mpi;
    private readonly nint here;
    private readonly int rankHere;
    private bool hasLeft;

    private MpiCommunicator(MpiLibrary mpi, MpiLaunch launch)
    {
        this.mpi = mpi;
        int provided, rank, size, rankHere;
        nint machine = 0;
        mpi.Check(mpi.InitThread(null, null, Serialized, &provided), "MPI_Init_thread");
        if (provided < Serialized)
            throw new MpiException($"{mpi.Name} gives thread support {provided}, and calls from several threads in turn ({Serialized}, MPI_THREAD_SERIALIZED) are needed. Use a build of MPI with thread support.");
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
        Threads = CoreShare.Threads(cores => Sum(cores, here));
    }

    public override int Rank { get; }

    public override int Size { get; }

    public override int Threads { get; }

    public static MpiCommunicator Join(MpiLaunch launch) => new(MpiLibrary.Load(launch), launch);

    public override void Sum(Span<float> values)
    {
        fixed (float* start = values)
            mpi.Check(mpi.Allreduce(mpi.Abi.InPlace, start, values.Length, mpi.Abi.Float, mpi.Abi.Sum, mpi.Abi.World), "MPI_Allreduce");
    }

    public override void Sum(Span<double> values) => Sum(values, mpi.Abi.World);

    public override void Broadcast(Span<byte> values)
    {
        fixed (byte* start = values)
            mpi.Check(mpi.Broadcast(start, values.Length, mpi.Abi.Byte, 0, mpi.Abi.World), "MPI_Bcast");
    }

    public override void Barrier() => mpi.Check(mpi.Barrier(mpi.Abi.World), "MPI_Barrier");

    public override void Abort(int exitCode) => mpi.Abort(mpi.Abi.World, exitCode);

    public override T FirstHere<T>(Func<T> work)
    {
        if (rankHere > 0)
            mpi.Check(mpi.Barrier(here), "MPI_Barrier");
        try
        {
            return work();
        }
        finally
        {
            if (rankHere == 0)
                mpi.Check(mpi.Barrier(here), "MPI_Barrier");
        }
    }

    private protected override void Leave()
    {
        if (!hasLeft)
            mpi.End();
        hasLeft = true;
    }

    private void Sum(Span<double> values, nint communicator)
    {
        fixed (double* start = values)
            mpi.Check(mpi.Allreduce(mpi.Abi.InPlace, start, values.Length, mpi.Abi.Double, mpi.Abi.Sum, communicator), "MPI_Allreduce");
    }
}
