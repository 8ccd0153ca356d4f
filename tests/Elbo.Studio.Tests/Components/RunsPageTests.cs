using Bunit;
using Elbo.Studio.Components.Pages;

namespace Elbo.Studio.Tests.Components;

public sealed class RunsPageTests : IAsyncDisposable
{
    private readonly StudioContext studio = new();

    public RunsPageTests()
    {
        studio.Write("worst & first", TinyRun.Manifest with { Test = TinyRun.Manifest.Test! with { NegElbo = 120 } });
        studio.Write("sub/best", TinyRun.Manifest with { Test = TinyRun.Manifest.Test! with { NegElbo = 80 }, Recipe = "kingma-mlp" });
        studio.Write("new", TinyRun.Manifest with { Test = null, EpochsDone = 0 });
    }

    public ValueTask DisposeAsync() => studio.DisposeAsync();

    [Fact]
    public async Task Sort_ByTestElbo_PutsRunsWithoutANumberLast()
    {
        var page = studio.Page.Render<RunsPage>();
        var heading = page.FindAll(".mud-table-sort-label").Single(label => label.TextContent.Contains("Test −ELBO", StringComparison.Ordinal));
        await page.InvokeAsync(() => heading.ClickAsync());
        Assert.Equal(["sub/best", "worst & first", "new"], Names(page));
    }

    [Fact]
    public async Task Sort_ByTestElboOfTwoProtocols_RanksWithinEach()
    {
        studio.Write("grey", TinyRun.Manifest with
        {
            Training = TinyRun.Manifest.Training with { Binarization = Elbo.Data.Binarization.None },
            Test = TinyRun.Manifest.Test! with { NegElbo = 1 },
        });
        var page = studio.Page.Render<RunsPage>();
        var heading = page.FindAll(".mud-table-sort-label").Single(label => label.TextContent.Contains("Test −ELBO", StringComparison.Ordinal));
        await page.InvokeAsync(() => heading.ClickAsync());
        Assert.Equal(["sub/best", "worst & first", "new", "grey"], Names(page));
        Assert.Equal(["A", "A", "A", "B"], page.FindAll(".group").Select(letter => letter.TextContent));
    }

    [Fact]
    public void Status_OfAFinishedRunWithAnError_IsNotGreenAndSaysSo()
    {
        studio.Write("broken", TinyRun.Manifest with { Findings = [new(Elbo.Evaluation.Severity.Error, "Collapse", "so", "do")] });
        studio.Write("fine", TinyRun.Manifest with { Findings = [] });
        var page = studio.Page.Render<RunsPage>();
        Assert.Equal(("failed", "1 error"), Status("broken"));
        Assert.Equal(("finished", null), Status("fine"));
        Assert.Equal(("cancelled", "1 warning"), Status("sub/best"));

        (string, string?) Status(string name)
        {
            var row = page.FindAll("tbody tr").Single(row => row.QuerySelector("a.strong")?.TextContent == name);
            return (row.QuerySelector(".status")!.ClassList[1], row.QuerySelector(".mark")?.TextContent);
        }
    }

    [Fact]
    public void Name_WithBidirectionalControls_IsShownEscaped()
    {
        studio.Write("safe\u202Egnp", TinyRun.Manifest);
        var page = studio.Page.Render<RunsPage>();
        Assert.Contains(@"safe\u202Egnp", Names(page));
        Assert.Contains("runs/safe%E2%80%AEgnp", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BEST", "sub/best")]
    [InlineData("mnist kingma", "sub/best")]
    [InlineData("first kingma", "")]
    [InlineData(" ", "new sub/best worst & first")]
    public async Task Filter_Words_LeavesTheRunsThatHaveAll(string words, string names)
    {
        var page = studio.Page.Render<RunsPage>();
        await page.InvokeAsync(() => page.Find("input[aria-label=Filter]").InputAsync(words));
        Assert.Equal(names, string.Join(' ', Names(page).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Compare_TwoSelected_NamesThemInTheAddress()
    {
        var page = studio.Page.Render<RunsPage>();
        await SelectAsync(page, "worst & first");
        Assert.True(Compare(page).HasAttribute("disabled"));
        await SelectAsync(page, "sub/best");
        await page.InvokeAsync(() => Compare(page).ClickAsync());
        Assert.EndsWith("/compare?run=worst%20%26%20first&run=sub%2Fbest", studio.Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_ASelectedRunVanishes_IsNoLongerSelected()
    {
        var page = studio.Page.Render<RunsPage>();
        await SelectAsync(page, "sub/best");
        await SelectAsync(page, "new");
        studio.Remove("new");
        page.WaitForAssertion(() => Assert.True(Compare(page).HasAttribute("disabled")));
        Assert.Equal(["sub/best", "worst & first"], Names(page).Order(StringComparer.Ordinal));
    }

    private static List<string> Names(IRenderedComponent<RunsPage> page) => [.. page.FindAll("tbody a.strong").Select(link => link.TextContent)];

    private static Task SelectAsync(IRenderedComponent<RunsPage> page, string name) =>
        page.InvokeAsync(() => page.FindAll("tbody tr").Single(row => row.QuerySelector("a.strong")?.TextContent == name)
            .QuerySelector("input[type=checkbox]")!.ChangeAsync(true));

    private static AngleSharp.Dom.IElement Compare(IRenderedComponent<RunsPage> page) =>
        page.FindAll("button").Single(button => button.TextContent.Contains("Compare", StringComparison.Ordinal));
}
