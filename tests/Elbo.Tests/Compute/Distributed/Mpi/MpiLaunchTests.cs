using Elbo.Compute.Distributed.Mpi;

namespace Elbo.Tests.Compute.Distributed.Mpi;

public sealed class MpiLaunchTests
{
    [Theory]
    [InlineData("")]
    [InlineData("PATH=/bin SLURM_PROCID=3 SLURM_NTASKS=8")]
    [InlineData("OMPI_COMM_WORLD_RANK=")]
    public void Of_NoLauncher_IsNull(string environment) => Assert.Null(Launch(environment));

    [Theory]
    [InlineData("OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4 PMIX_RANK=1", 4, "libmpi.so.40")]
    [InlineData("PMI_RANK=0 PMI_SIZE=2", 2, "libmpi.so.12")]
    [InlineData("PMI_RANK=0 SLURM_PROCID=0 SLURM_STEP_NUM_TASKS=3", 3, "libmpi.so.40")]
    [InlineData("PMIX_RANK=0 SLURM_STEP_NUM_TASKS=16", 16, "libmpi.so.40")]
    [InlineData("PMIX_RANK=0", null, "libmpi.so.40")]
    public void Of_Launcher_SaysSizeAndLibrary(string environment, int? size, string library)
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "The libraries' names are Linux's.");
        var launch = Launch(environment);

        Assert.Equal((size, library), (launch!.Size, launch.Libraries[0]));
    }

    [Fact]
    public void Load_NoLibrary_SaysWhatToInstall()
    {
        var error = Assert.Throws<MpiException>(() => MpiLibrary.Load(new("Open MPI's launcher", 2, ["libno-such-mpi.so.1"])));

        Assert.StartsWith("Open MPI's launcher started this process, but the system finds no MPI library (libno-such-mpi.so.1).", error.Message,
            StringComparison.Ordinal);
        Assert.Contains("apt install libopenmpi3", error.Message, StringComparison.Ordinal);
    }

    private static MpiLaunch? Launch(string environment)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0],
            pair => pair[1]);
        return MpiLaunch.Of(variables.GetValueOrDefault);
    }
}
