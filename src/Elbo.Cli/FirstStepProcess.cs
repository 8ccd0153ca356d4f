using System.Diagnostics;
using System.Globalization;
using Elbo.Benchmarks;

namespace Elbo.Cli;

/// <summary>This program once more, as <c>elbo bench --first-step</c>.</summary>
internal static class FirstStepProcess
{
    /// <summary>Starts it and waits until it says that its first step is done.</summary>
    /// <returns>The most memory that it had resident, bytes.</returns>
    /// <exception cref="BenchException">It ended without saying so.</exception>
    public static long Run()
    {
        using var process = Process.Start(Command())!;
        var line = process.StandardOutput.ReadLine();
        if (long.TryParse(line, CultureInfo.InvariantCulture, out var bytes))
            return bytes;
        process.WaitForExit();
        throw new BenchException($"The process that was to train one step ended with exit code {process.ExitCode} instead. "
            + "Leave this part out with --only steps,scaling,inference.");
    }

    private static ProcessStartInfo Command()
    {
        var launcher = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "elbo.exe" : "elbo");
        var start = new ProcessStartInfo { RedirectStandardOutput = true, UseShellExecute = false };
        if (File.Exists(launcher))
            start.FileName = launcher;
        else
        {
            start.FileName = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Elbo.Cli.dll"));
        }
        start.ArgumentList.Add("bench");
        start.ArgumentList.Add("--first-step");
        return start;
    }
}
