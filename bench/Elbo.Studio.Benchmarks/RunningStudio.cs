using System.Diagnostics;

namespace Elbo.Studio.Benchmarks;

/// <summary>The process of an <c>elbo studio</c>.</summary>
internal sealed class RunningStudio : IAsyncDisposable
{
    private readonly Process process;

    private RunningStudio(Process process, string address, Stopwatch watch) => (this.process, Address, Watch) = (process, address, watch);

    /// <summary>Its address.</summary>
    public string Address { get; }

    /// <summary>Running since the process was started.</summary>
    public Stopwatch Watch { get; }

    /// <summary>Its resident memory, MiB.</summary>
    public double ResidentMib
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Starts it and returns as soon as it has printed its address.</summary>
    public static async Task<RunningStudio> StartAsync(Bench bench)
    {
        var watch = Stopwatch.StartNew();
        var process = Process.Start(new ProcessStartInfo(bench.Program, ["studio", bench.Runs, "--port", "0"]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("elbo studio ended without an address.");
        return new(process, line[line.LastIndexOf("http://", StringComparison.Ordinal)..].TrimEnd('/'), watch);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
