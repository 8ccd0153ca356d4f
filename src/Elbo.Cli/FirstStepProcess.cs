using System.Diagnostics;
using System.Globalization;
using Elbo.Bench;

namespace Elbo.Cli;

/// <summary>This program once more, as <c>elbo bench --first-step</c>.</summary>
internal static class FirstStepProcess
{
    /// <summary>Starts it, waits for the report of its first step, and then for its exit, so that the next one has the machine to itself.</summary>
    /// <exception cref="BenchException">It ended without saying so.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for; Ctrl-C ends that process too.</exception>
    public static FirstStepRun Run(CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(Command())!;
        var line = process.StandardOutput.ReadLine();
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return long.TryParse(line, CultureInfo.InvariantCulture, out var bytes)
            ? new(elapsed, bytes)
            : throw new BenchException($"The process that was to train one step ended with exit code {process.ExitCode} instead. "
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
