using Microsoft.Playwright;

namespace Elbo.Studio.Tests.Browser;

/// <summary>A page of the studio in its own browser, with all errors shown in the console.</summary>
internal sealed class StudioPage : IAsyncDisposable
{
    // Plotly.Blazor loads Plotly and then draws without asking whether the chart is still there: leaving a page at once ends in one of these in the
    // console, and in nothing that a visitor sees. Charts that are never drawn are found by the tests that wait for them.
    private static readonly string[] ChartsLeft = ["No DOM element with id 'PlotlyChart", "_redrawFromAutoMarginCount"];

    private readonly List<string> errors = [];

    public StudioPage(IPage page)
    {
        Page = page;
        page.SetDefaultTimeout(120_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                errors.Add(message.Text);
        };
        page.PageError += (_, error) =>
        {
            if (!ChartsLeft.Any(words => error.Contains(words, StringComparison.Ordinal)))
                errors.Add(error);
        };
    }

    public IPage Page { get; }

    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await Page.WaitForSelectorAsync("h1");
    }

    /// <summary>Gives a file to the page's field for files, once Blazor listens to it: a round trip after the field is there.</summary>
    public async Task UploadAsync(FilePayload file)
    {
        await Page.WaitForFunctionAsync("() => document.querySelector('input[type=file]')?._blazorInputFileNextFileId !== undefined");
        await Page.Locator("input[type=file]").SetInputFilesAsync(file);
    }

    /// <summary>Navigates like a link in the page, without reloading everything.</summary>
    public async Task LeadAsync(string path)
    {
        await Page.EvaluateAsync("path => Blazor.navigateTo(path)", path);
        await Page.WaitForURLAsync("**" + path);
    }

    /// <summary>The elements that extend beyond the screen and are not inside a scrolling element; empty if none do.</summary>
    /// <param name="mayClip">True if a clipping container is acceptable too.</param>
    public Task<string> CutOffAsync(bool mayClip = true) => Page.EvaluateAsync<string>("""
        mayClip => [...document.querySelectorAll("main *, body > header *, body > footer *")].filter(element => {
          const box = element.getBoundingClientRect();
          if (box.width === 0 || (box.right <= innerWidth + 1 && box.left >= -1)) return false;
          for (let around = element.parentElement; around; around = around.parentElement)
            if ((mayClip ? ["auto", "scroll", "hidden", "clip"] : ["auto", "scroll"]).includes(getComputedStyle(around).overflowX)) return false;
          return true;
        }).map(element => element.outerHTML.slice(0, 80)).join("\n")
        """, mayClip);

    public ILocator Text(string text) => Page.GetByText(text, new() { Exact = true }).Filter(new() { Visible = true }).First;

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public Task SeesAsync(string text) => Text(text).WaitForAsync();

    /// <summary>The current decoded image.</summary>
    public async Task<string> DecodedAsync() => await Page.Locator("#decoded").GetAttributeAsync("src") ?? "";

    /// <summary>Waits until the decoded image changes.</summary>
    public Task DecodedChangesAsync(string from) =>
        Page.WaitForFunctionAsync(
            "from => { const image = document.getElementById('decoded'); return image && image.src.length > 30 && image.src !== from; }", from);

    /// <summary>The number of pixels by which the page is wider than the screen.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        Assert.Empty(errors);
    }
}
