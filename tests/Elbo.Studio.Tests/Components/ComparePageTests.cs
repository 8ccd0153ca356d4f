using Bunit;
using Elbo.Data;
using Elbo.Studio.Components.Pages;

namespace Elbo.Studio.Tests.Components;

public sealed class ComparePageTests : IAsyncDisposable
{
    private readonly StudioContext studio = new();

    public ComparePageTests()
    {
        studio.Write("a", TinyRun.Manifest);
        studio.Write("b",
            TinyRun.Manifest with { Test = TinyRun.Manifest.Test! with { NegElbo = 80 }, Training = TinyRun.Manifest.Training with { Batch = 32 } });
        studio.Write("grey", TinyRun.Manifest with { Training = TinyRun.Manifest.Training with { Binarization = Binarization.None } });
        studio.Write("new", TinyRun.Manifest with { Test = null, EpochsDone = 0 });
    }

    public ValueTask DisposeAsync() => studio.DisposeAsync();

    [Fact]
    public void Runs_UnderOneProtocol_AreRankedWithWhatDiffers()
    {
        var page = Render("a", "b");
        Assert.Equal(["a batch 64 100.25", "b batch 32 80.00 lowest"], Rows(page));
        Assert.Empty(page.FindAll(".mud-alert"));
        Assert.Equal(2, page.FindAll(".chart[role=img]").Count);
    }

    [Fact]
    public void Runs_UnderTwoProtocols_AreSetApartAndSaidSo()
    {
        var page = Render("a", "b", "grey");
        Assert.Equal(2, page.FindAll("table").Count);
        Assert.Contains("binarization", page.Find(".mud-alert").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_GoneOrWithoutNumbers_AreNamedAndLeftOut()
    {
        var page = Render("a", "new", "gone");
        Assert.Equal(["new has no numbers yet: its first epoch is not finished.", "The run gone no longer exists."],
            page.FindAll(".mud-alert").Select(alert => alert.TextContent.Trim()));
        Assert.Contains("Nothing to compare", page.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<ComparePage> Render(params string[] names)
    {
        studio.Navigation.NavigateTo("compare?" + string.Join('&', names.Select(name => $"run={name}")));
        return studio.Page.Render<ComparePage>();
    }

    private static IEnumerable<string> Rows(IRenderedComponent<ComparePage> page) =>
        page.FindAll("tbody tr").Select(row => string.Join(' ', row.QuerySelectorAll("td").Take(3).Select(cell => cell.TextContent.Trim())));
}
