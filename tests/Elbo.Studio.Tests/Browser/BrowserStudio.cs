using System.Diagnostics;
using System.Reflection;
using Elbo.Data;
using Elbo.Models;
using Microsoft.Playwright;
using TorchSharp;

namespace Elbo.Studio.Tests.Browser;

/// <summary>The program itself, as elbo studio starts it, and the system's Chromium without windows; the tests are skipped if either is missing.</summary>
public sealed class BrowserStudio : IAsyncLifetime
{
    // The shell without windows does the same with half the work.
    private static readonly string? Chromium = new[] { "/usr/bin/chromium-headless-shell", "/usr/bin/chromium" }.FirstOrDefault(File.Exists);
    private readonly TempFolder folder = new();
    private Process? program;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private readonly Dictionary<int, IBrowserContext> contexts = [];

    /// <summary>The built launcher of <c>elbo</c>, or the one that <c>ELBO_PROGRAM</c> names, such as an installed tool.</summary>
    internal static string Program { get; } = Environment.GetEnvironmentVariable("ELBO_PROGRAM")
        ?? Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Elbo.Cli",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), OperatingSystem.IsWindows() ? "elbo.exe" : "elbo"));

    /// <summary>The folder of runs to show instead of the tests' own runs.</summary>
    internal string? Runs { get; init; }

    /// <summary>True if a browser is available.</summary>
    internal static bool IsHere => Chromium is not null;

    /// <summary>Why the tests cannot run on this machine; null if they can.</summary>
    public string? Missing { get; private set; }

    /// <summary>The address of the studio.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The folder of its runs: <c>model</c> can be explored, <c>broken</c> cannot be read.</summary>
    internal TempFolder Folder => folder;

    public async ValueTask InitializeAsync()
    {
        Missing = !IsHere ? "There is no Chromium: apt-get install chromium-headless-shell."
            : !File.Exists(Program) ? $"There is no {Program}: dotnet build builds it." : null;
        if (Missing is not null)
            return;
        if (Runs is null)
            WriteRuns();
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, WorkingDirectory = folder.Path };
        foreach (var word in (string[])["studio", Runs ?? folder.At("runs"), "--port", "0"])
            start.ArgumentList.Add(word);
        program = Process.Start(start)!;
        var line = await program.StandardOutput.ReadLineAsync() ?? "";
        Address = line[line.LastIndexOf("http://", StringComparison.Ordinal)..].TrimEnd('/');
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", Package());
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
    }

    /// <summary>Opens a page and waits for its title.</summary>
    /// <param name="path">A path of the studio, or a whole address.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="asked">Hears the address of every request.</param>
    internal async Task<StudioPage> OpenAsync(string path, int width = 1280, Action<string>? asked = null)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        // One for each width: the pages' shared files are loaded once.
        if (!contexts.TryGetValue(width, out var context))
            contexts[width] = context = await browser!.NewContextAsync(new()
            { ViewportSize = new() { Width = width, Height = 844 }, BaseURL = Address, ColorScheme = ColorScheme.Light });
        var page = new StudioPage(await context.NewPageAsync());
        page.Page.Request += (_, request) => asked?.Invoke(request.Url);
        await page.GoAsync(path);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        if (program is not null)
        {
            program.Kill(entireProcessTree: true);
            await program.WaitForExitAsync();
            program.Dispose();
        }
        folder.Dispose();
    }

    private void WriteRuns()
    {
        var options = new VaeOptions { Hidden = [8], DecoderHidden = [8], Latents = 3 };
        var run = TinyRun.Write(folder.At("runs", "model"), TinyRun.Manifest with
        {
            Model = options,
            Data = TinyRun.Manifest.Data with { TestFingerprint = Datasets.Load("mnist").Test.Fingerprint() },
            Test = TinyRun.Manifest.Test! with { RatePerDimension = [1, 3, 2] },
        });
        using (var model = new TrainedVae(new Vae(options), Binarization.Threshold))
        {
            // Every posterior is N(0, I), so the test knows the codes.
            using (torch.no_grad())
                foreach (var (name, weight) in model.Model.named_parameters())
                    if (name.StartsWith("latent_z", StringComparison.Ordinal))
                        weight.zero_();
            model.Save(run.WeightsPath);
        }
        Directory.CreateDirectory(folder.At("runs", "broken"));
        File.WriteAllText(folder.At("runs", "broken", "run.json"), "{");
    }

    private static string Package() =>
        typeof(BrowserStudio).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "PlaywrightPackage").Value!;
}
