using System.Runtime.InteropServices;

namespace Elbo.Compute.Distributed;

/// <summary>A rank's part of the cores of a machine that it shares with others.</summary>
/// <param name="Cores">Cores, below 1 where there are more ranks than cores.</param>
internal readonly unsafe partial record struct CoreShare(double Cores)
{
    private const int MostCores = 4096;
    private const double Tolerance = 1e-6;

    /// <summary>Sums values over the ranks of this machine.</summary>
    public delegate void SumHere(Span<double> values);

    /// <summary>Threads that a rank may take, at least 1. Three ranks on three cores have 3 · ⅓ each.</summary>
    public int Threads => Math.Max(1, (int)(Cores + Tolerance));

    /// <summary>True if a rank that spins takes its core away from another rank.</summary>
    public bool IsScarce => Cores < 1 - Tolerance;

    /// <param name="sum">Collective over the ranks of this machine.</param>
    public static CoreShare Of(SumHere sum)
    {
        var own = AllowedCores();
        double[] ranks = [.. own.Select(isOwn => isOwn ? 1.0 : 0.0)];
        sum(ranks);
        return Of(own, ranks, Environment.ProcessorCount);
    }

    /// <summary>Each core is divided among the ranks that may run on it, whether the launcher binds ranks to cores or lets them float.</summary>
    /// <param name="own">For each core, whether this rank may run on it.</param>
    /// <param name="ranks">For each core, how many ranks may.</param>
    /// <param name="processors">Processors that this process may use, within its container's limit.</param>
    public static CoreShare Of(IReadOnlyList<bool> own, IReadOnlyList<double> ranks, int processors)
    {
        double share = 0, cores = 0;
        for (var core = 0; core < own.Count; core++)
            if (own[core])
                (share, cores) = (share + 1 / ranks[core], cores + 1);
        return new(processors * share / Math.Max(1, cores));
    }

    /// <summary>The cores that this process may run on; if the system does not say, a single core that all ranks share.</summary>
    private static bool[] AllowedCores()
    {
        var cores = new bool[MostCores];
        var mask = stackalloc byte[MostCores / 8];
        if (OperatingSystem.IsLinux() && GetAffinity(0, MostCores / 8, mask) == 0)
            for (var core = 0; core < MostCores; core++)
                cores[core] = (mask[core / 8] >> core % 8 & 1) != 0;
        else
            cores[0] = true;
        return cores;
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int process, nuint bytes, byte* mask);
}
