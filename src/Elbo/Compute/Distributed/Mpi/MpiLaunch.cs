using System.Globalization;

namespace Elbo.Compute.Distributed.Mpi;

/// <summary>The MPI launcher that started this process, found in the environment. MPI's library is loaded only if there is one.</summary>
/// <param name="Launcher">A display name of the launcher.</param>
/// <param name="Size">Number of processes it started; null if it does not say.</param>
/// <param name="Libraries">File names of MPI's library, the likeliest first.</param>
internal sealed record MpiLaunch(string Launcher, int? Size, IReadOnlyList<string> Libraries)
{
    private static readonly string[] OpenMpi = OperatingSystem.IsMacOS() ? ["libmpi.40.dylib", "libmpi.dylib"] : ["libmpi.so.40", "libmpi.so"];
    private static readonly string[] Mpich = OperatingSystem.IsMacOS() ? ["libmpi.12.dylib", "libmpi.dylib"] : ["libmpi.so.12", "libmpich.so.12", "libmpi.so"];

    /// <summary>Reads the launcher's environment variables; null without a launcher.</summary>
    /// <param name="environment">Gets a variable; null or empty if it is not set.</param>
    public static MpiLaunch? Of(Func<string, string?> environment)
    {
        return Has("OMPI_COMM_WORLD_RANK") ? new MpiLaunch("Open MPI's launcher", Number("OMPI_COMM_WORLD_SIZE"), OpenMpi)
            // Hydra (MPICH, Intel MPI) and srun --mpi=pmi2.
            : Has("PMI_RANK") ? new(
                "a PMI launcher", Number("PMI_SIZE") ?? Number("SLURM_STEP_NUM_TASKS"),
                [.. Has("SLURM_PROCID") ? OpenMpi.Concat(Mpich) : Mpich.Concat(OpenMpi)])
            // srun --mpi=pmix.
            : Has("PMIX_RANK") ? new("a PMIx launcher", Number("SLURM_STEP_NUM_TASKS"), [.. OpenMpi, .. Mpich])
            : null;

        bool Has(string name) => !string.IsNullOrEmpty(environment(name));

        int? Number(string name) => int.TryParse(environment(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}

/// <summary>MPI's library is missing, belongs to another launcher, or a call to it has failed.</summary>
internal sealed class MpiException : ElboException
{
    internal MpiException(string message) : base(message)
    {
    }
}
