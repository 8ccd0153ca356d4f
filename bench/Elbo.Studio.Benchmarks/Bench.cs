using System.Diagnostics;
using System.Reflection;
using Microsoft.Playwright;

namespace Elbo.Studio.Benchmarks;

/// <summary>A folder with one run of the seed's network, the program and a browser.</summary>
internal sealed class Bench : IAsyncDisposable
{
    /// <summary>The name of the run.</summary>
    public const string Run = "seed";

    private const string Chromium = "/usr/bin/chromium";
    private readonly string folder = Directory.CreateTempSubdirectory("elbo-studio-bench-").FullName;
    private IPlaywright? playwright;

    private Bench() => Program = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "../../Elbo.Cli/release", OperatingSystem.IsWindows() ? "elbo.exe" : "elbo"));

    /// <summary>The launcher of <c>elbo</c> in the build output.</summary>
    public string Program { get; }

    /// <summary>The studio's folder.</summary>
    public string Runs => Path.Combine(folder, "runs");

    /// <summary>The report of the run.</summary>
    public string ReportPath => Path.Combine(Runs, Run, "report.html");

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>Trains for one epoch and starts the browser.</summary>
    /// <exception cref="FileNotFoundException">The program is not built, or there is no Chromium.</exception>
    public static async Task<Bench> PrepareAsync(CancellationToken cancellation)
    {
        var bench = new Bench();
        foreach (var (file, remedy) in new[] { (bench.Program, "dotnet build -c Release builds it"), (Chromium, "apt-get install chromium") })
            if (!File.Exists(file))
                throw new FileNotFoundException($"There is no {file}: {remedy}.");
        string[] words = ["train", "mnist", "--latents", "10", "--epochs", "1", "--out", Path.Combine(bench.Runs, Run)];
        using (var training = Process.Start(new ProcessStartInfo(bench.Program, words))!)
        {
            await training.WaitForExitAsync(cancellation);
            if (training.ExitCode != 0)
                throw new InvalidOperationException($"elbo train ended with exit code {training.ExitCode}.");
        }
        var package = typeof(Bench).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "PlaywrightPackage");
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", package.Value!);
        bench.playwright = await Playwright.CreateAsync();
        bench.Browser = await bench.playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
        return bench;
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
