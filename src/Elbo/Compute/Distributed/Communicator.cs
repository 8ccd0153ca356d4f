using System.Globalization;
using Elbo.Compute.Distributed.Mpi;

namespace Elbo.Compute.Distributed;

/// <summary>The processes that train one model together, in MPI's words: each is a rank, from 0 to <see cref="Size"/> − 1. Every member but the
/// properties and <see cref="Abort"/> is collective: it returns when all ranks have called it. Calls may come from any thread, one at a
/// time.</summary>
internal abstract class Communicator : IDisposable
{
    /// <summary>This process by itself.</summary>
    public static Communicator Alone { get; } = new SingleProcess();

    /// <summary>This process's number, from 0. Only rank 0 writes files.</summary>
    public abstract int Rank { get; }

    /// <summary>How many processes there are.</summary>
    public abstract int Size { get; }

    /// <summary>True for rank 0.</summary>
    public bool IsFirst => Rank == 0;

    public bool IsAlone => Size == 1;

    /// <summary>The number of threads for this process: <c>OMP_NUM_THREADS</c>, which libtorch also follows, or one per core if it is not set.</summary>
    public int Threads => ThreadsAsked(Environment.GetEnvironmentVariable("OMP_NUM_THREADS")) ?? Cores;

    /// <summary>The cores that this process may run on, each divided among the ranks that may run there.</summary>
    protected virtual int Cores => Environment.ProcessorCount;

    /// <summary>True if an MPI launcher has started this process, by itself or with others.</summary>
    public static bool IsLaunched => Launch is not null;

    private static MpiLaunch? Launch => MpiLaunch.Of(Environment.GetEnvironmentVariable);

    /// <summary>Joins the processes that an MPI launcher (<c>mpirun</c>, <c>mpiexec</c>, <c>srun</c>) has started with this one; without one,
    /// <see cref="Alone"/>.</summary>
    /// <returns>Dispose it at the end on every rank: that takes leave of the others.</returns>
    /// <exception cref="MpiException">A launcher has started this process, but MPI's library is missing or does not belong to it.</exception>
    public static Communicator Join() =>
        // A single process needs no MPI.
        Launch is { Size: not 1 } launch ? MpiCommunicator.Join(launch) : Alone;

    /// <summary>Replaces the values by their sums over all ranks, the same to the last bit on each.</summary>
    public abstract void Sum(Span<float> values);

    /// <inheritdoc cref="Sum(Span{float})"/>
    public abstract void Sum(Span<double> values);

    /// <summary>Gives every rank the bytes of rank 0.</summary>
    public abstract void Broadcast(Span<byte> values);

    public abstract void Barrier();

    /// <summary>Ends all processes at once. Not collective: for a rank that has failed by itself.</summary>
    public abstract void Abort(int exitCode);

    /// <summary>Does work that leaves files behind, such as filling a cache: first on one rank of each machine, then on the others, which find it
    /// done.</summary>
    public virtual T FirstHere<T>(Func<T> work) => work();

    /// <summary>Reads <c>OMP_NUM_THREADS</c>, which may list a number for each level of nesting; the first counts. Null unless it is from 1 to 4,096.</summary>
    internal static int? ThreadsAsked(string? variable) =>
        int.TryParse(variable?.Split(',')[0], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
        && number is > 0 and <= 4096 ? number : null;

    /// <summary>This rank's share of the units: contiguous, sizes differing by at most one; may be empty if there are fewer units than ranks.</summary>
    public (int First, int End) Share(int units) => ((int)((long)units * Rank / Size), (int)((long)units * (Rank + 1) / Size));

    /// <summary>The largest share of any rank.</summary>
    internal int LargestShare(int units) => (units + Size - 1) / Size;

    /// <summary>Finalizes MPI. Every rank must do so, or the launcher reports a crash.</summary>
    public void Dispose()
    {
        Leave();
        GC.SuppressFinalize(this);
    }

    private protected virtual void Leave()
    {
    }

    /// <summary>Tells all ranks about a failure that some of them had, so that all stop together.</summary>
    /// <returns>The lowest rank that has failed; null if none has.</returns>
    internal int? FirstFailed(bool failed)
    {
        var flags = new double[Size];
        flags[Rank] = failed ? 1 : 0;
        Sum(flags);
        return Array.FindIndex(flags, flag => flag > 0) is >= 0 and var rank ? rank : null;
    }
}

/// <summary>A single process: collective operations do nothing.</summary>
internal sealed class SingleProcess : Communicator
{
    public override int Rank => 0;

    public override int Size => 1;

    public override void Sum(Span<float> values)
    {
    }

    public override void Sum(Span<double> values)
    {
    }

    public override void Broadcast(Span<byte> values)
    {
    }

    public override void Barrier()
    {
    }

    public override void Abort(int exitCode) => Environment.Exit(exitCode);
}

/// <summary>Gathers on every rank what each has computed for its <see cref="Communicator.Share"/> of some units. Collective.</summary>
/// <param name="communicator">The ranks.</param>
/// <param name="units">Units in all.</param>
internal sealed class Gather(Communicator communicator, int units)
{
    /// <summary>The values of all units: a sum of arrays that are zero outside a rank's own units, so that no bit of a number changes.</summary>
    /// <param name="own">The values of this rank's units.</param>
    /// <param name="each">Values per unit.</param>
    public float[] Floats(ReadOnlySpan<float> own, int each)
    {
        var all = new float[units * each];
        own.CopyTo(all.AsSpan(communicator.Share(units).First * each));
        communicator.Sum(all);
        return all;
    }

    /// <inheritdoc cref="Floats"/>
    public double[] Doubles(ReadOnlySpan<double> own, int each)
    {
        var all = new double[units * each];
        own.CopyTo(all.AsSpan(communicator.Share(units).First * each));
        communicator.Sum(all);
        return all;
    }
}

/// <summary>Processes that train together do not agree, or another one has failed.</summary>
internal sealed class DistributedException : ElboException
{
    internal DistributedException(string message) : base(message)
    {
    }
}
