using System.Diagnostics;

namespace Elbo.Cli.Tests;

/// <summary>The program as several processes, started by the system's mpirun.</summary>
internal static class MpiJob
{
    private static readonly string? Launcher = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "mpirun")).FirstOrDefault(File.Exists);

    /// <summary>Skips the test if the system has no mpirun.</summary>
    public static void NeedsMpirun() => Assert.SkipWhen(Launcher is null, "There is no mpirun here: apt install openmpi-bin.");

    /// <summary>Starts that many ranks, which may exceed the number of cores.</summary>
    public static Process Start(int ranks, params string[] args)
    {
        NeedsMpirun();
        var start = new ProcessStartInfo(Launcher!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] words =
        [
            "-n", $"{ranks}", "--oversubscribe",
            // Tests run next to others, on machines outside any cluster.
            "--bind-to", "none", "--mca", "btl", "self,vader", "--mca", "orte_tmpdir_base", Path.GetTempPath(),
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "Elbo.Cli.dll"), .. args,
        ];
        foreach (var word in words)
            start.ArgumentList.Add(word);
        // Containers of continuous integration run as root.
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        return Process.Start(start)!;
    }

    /// <summary>Runs the ranks to their end.</summary>
    public static async Task<Ran> Run(int ranks, params string[] args)
    {
        using var process = Start(ranks, args);
        return await ElboProcess.End(process);
    }
}
