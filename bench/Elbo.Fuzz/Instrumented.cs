using System.Diagnostics;
using SharpFuzz;

namespace Elbo.Fuzz;

/// <summary>Runs this program again, from a copy whose libraries count their branches.</summary>
internal static class Instrumented
{
    private const string Variable = "ELBO_FUZZ_INSTRUMENTED";

    /// <summary>The assemblies of the readers and of the libraries they use.</summary>
    private static readonly string[] Libraries = ["Elbo.dll", "Parquet.dll"];

    /// <summary>True in the copy.</summary>
    public static bool IsHere => Environment.GetEnvironmentVariable(Variable) is not null;

    /// <summary>Creates the copy, runs something with it and deletes it.</summary>
    /// <param name="command">What to run, from the path of the copy's program.</param>
    /// <returns>The exit code.</returns>
    public static int Run(Func<string, ProcessStartInfo> command)
    {
        var folder = Directory.CreateTempSubdirectory("elbo-fuzz-").FullName;
        try
        {
            Copy(AppContext.BaseDirectory, folder);
            foreach (var library in Libraries)
                Fuzzer.Instrument(Path.Combine(folder, library), _ => true, Options.Value);
            var start = command(Path.Combine(folder, Path.GetFileName(Environment.ProcessPath!)));
            start.Environment[Variable] = "1";
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
