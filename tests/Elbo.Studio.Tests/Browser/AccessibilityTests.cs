using System.Reflection;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Reports;
using Elbo.Runs;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;

namespace Elbo.Studio.Tests.Browser;

/// <summary>Every page and a report under axe-core, and by keyboard alone.</summary>
public sealed class AccessibilityTests(BrowserStudio studio, RowsStudio rows) : IClassFixture<BrowserStudio>, IClassFixture<RowsStudio>
{
    /// <summary>An npm package that only these tests use; <c>.ci/run</c> installs it.</summary>
    private static readonly string Axe = Environment.GetEnvironmentVariable("ELBO_AXE")
        ?? Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../npm/node_modules/axe-core/axe.min.js"));

    private static readonly (string Path, string Part)[] OfImages =
    [
        ("/", "table"), ("/runs/model", ".card:last-child"), ("/latent/model", "canvas[data-ready]"), ("/dimensions/model", ".strip img"),
        ("/manifold/model", ".manifold img"), ("/playground/model", "#reading-name"), ("/samples/model", ".sheet img"), ("/new", ".command"),
        ("/loss", ".kl-map"), ("/compare?run=model&run=broken", "h1"), ("/runs/absent", "h1"), ("/first/absent", "h1"), ("/starting/absent", "h1"),
        ("/not-found", "h1"),
    ];

    private static readonly (string Path, string Part)[] OfRows =
    [
        ("/", "table"), ("/runs/rows", ".over-time .codes"), ("/rows/rows", ".row-cells"), ("/synthetic/rows", "table.synthetic"),
        ("/columns/rows", "[data-column]"), ("/codes/rows", "canvas[data-radius]"), ("/compare?run=rows&run=again", ".compare"),
        ("/samples/rows", "h1"),
    ];

    public static TheoryData<string, string, bool> Addresses =>
    [
        .. OfImages.Select(page => new TheoryDataRow<string, string, bool>(page.Path, page.Part, false)),
        .. OfRows.Select(page => new TheoryDataRow<string, string, bool>(page.Path, page.Part, true)),
    ];

    /// <summary>A page that is added needs a line above.</summary>
    [Fact]
    public void Addresses_OfTheTests_LeadToEveryPage()
    {
        var pages = typeof(StudioServer).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes<RouteAttribute>()).Select(route => First(route.Template));
        var tested = OfImages.Concat(OfRows).Select(page => First(page.Path));
        Assert.Equal([], pages.Except(tested));

        static string First(string path) => path.Trim('/').Split('/', '?')[0];
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Page_UnderAxe_HasNoSeriousFault(string path, string part, bool isOfRows)
    {
        Assert.SkipUnless(File.Exists(Axe), $"There is no {Axe}: npm install --prefix artifacts/npm axe-core.");
        await using var page = await (isOfRows ? rows.Studio : studio).OpenAsync(path);
        await page.Page.Locator(part).First.WaitForAsync();
        await ThrowIfFaultyAsync(page.Page);
        await page.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await ThrowIfFaultyAsync(page.Page);
    }

    [Fact]
    public async Task Report_UnderAxe_HasNoSeriousFaultInLightAndDark()
    {
        Assert.SkipUnless(File.Exists(Axe), $"There is no {Axe}: npm install --prefix artifacts/npm axe-core.");
        Assert.SkipWhen(studio.Missing is not null, studio.Missing ?? "");
        await using var page = await studio.OpenAsync(new Uri(WriteReport()).AbsoluteUri);
        await ThrowIfFaultyAsync(page.Page);
        await page.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await ThrowIfFaultyAsync(page.Page);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Page_ByTabKey_ReachesAllThatCanBeClicked(string path, string part, bool isOfRows)
    {
        await using var page = await (isOfRows ? rows.Studio : studio).OpenAsync(path);
        await page.Page.Locator(part).First.WaitForAsync();
        Assert.Equal("", await UnreachedAsync(page.Page));
    }

    [Fact]
    public async Task Report_ByTabKey_ReachesAllThatCanBeClicked()
    {
        Assert.SkipWhen(studio.Missing is not null, studio.Missing ?? "");
        await using var page = await studio.OpenAsync(new Uri(WriteReport()).AbsoluteUri);
        Assert.Equal("", await UnreachedAsync(page.Page));
    }

    // Evaluated, not added: the pages' policy lets no foreign script in.
    private static async Task ThrowIfFaultyAsync(IPage page)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe, TestContext.Current.CancellationToken));
        var faults = await page.EvaluateAsync<string>("""
            async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
              .filter(fault => fault.impact === "serious" || fault.impact === "critical")
              .flatMap(fault => fault.nodes.map(node => `${fault.id}: ${node.html.slice(0, 160)}: ${node.failureSummary.split("\n")[1]}`)).join("\n")
            """);
        Assert.True(faults.Length == 0, faults);
    }

    /// <summary>Presses Tab until the focus is where it began; the visible controls that never had it.</summary>
    private static async Task<string> UnreachedAsync(IPage page)
    {
        await page.EvaluateAsync("() => { document.activeElement?.blur(); window.scrollTo(0, 0); window.reached = new Set(); }");
        for (var press = 0; press < 400; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (!await page.EvaluateAsync<bool>("""
                () => {
                  const at = document.activeElement;
                  if (!at || at === document.body || reached.has(at)) return false;
                  reached.add(at);
                  return true;
                }
                """) && press > 2)
                break;
        }
        // Of a group of radio buttons one has the focus, and the arrow keys lead to the others; in a field of a number they do what its spin buttons do.
        return await page.EvaluateAsync<string>("""
            () => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, canvas[tabindex], [role=button], [role=slider]")]
              .filter(element => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 1)
              .filter(element => !element.disabled && !element.readOnly && element.type !== "radio" && !element.closest("[aria-hidden=true], .mud-input-slot"))
              .filter(element => !reached.has(element) && !element.closest(".modebar, .mud-input-numeric-spin"))
              .map(element => element.outerHTML.slice(0, 160)).join("\n")
            """);
    }

    private string WriteReport()
    {
        var path = studio.Folder.At("reports", "accessible", "report.html");
        if (File.Exists(path))
            return path;
        var data = Datasets.Load("mnist");
        var known = RunFolder.Open(studio.Folder.At("runs", "model"));
        var run = TinyRun.Write(studio.Folder.At("reports", "accessible"), known.ReadManifest() with
        {
            Data = new("mnist", 60_000, 0, 100, new('a', 64), new('b', 64)),
            Findings = [new Finding(Severity.Warning, "It overfits", "It shows.", "Use --validation."), new Finding(Severity.Error, "It diverged", "NaN.", "")],
        });
        for (var epoch = 1; epoch <= 3; epoch++)
            TinyRun.AddHistory(run, epoch);
        File.Copy(known.WeightsPath, run.WeightsPath);
        using var model = TrainedVae.Load(run.Root);
        RunReport.Write(run, model, data with { Test = data.Test.Slice(0, 100) }, null, isShared: true, TestContext.Current.CancellationToken);
        return path;
    }
}
