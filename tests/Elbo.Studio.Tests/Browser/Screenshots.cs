using Microsoft.Playwright;

namespace Elbo.Studio.Tests.Browser;

/// <summary>
/// Makes the pictures of docs/guide/studio.md. Not a test, so it runs only when it is asked for:
/// <c>ELBO_STUDIO_RUNS=FOLDER ELBO_STUDIO_FIGURES=docs/guide/figures Elbo.Studio.Tests -method '*Screenshots*' -explicit only</c>,
/// with two finished runs on MNIST in FOLDER, <c>mnist</c> and, with two latents, <c>flat</c>.
/// </summary>
public sealed class Screenshots
{
    [Fact(Explicit = true)]
    public async Task Make()
    {
        await using var studio = new BrowserStudio { Runs = Environment.GetEnvironmentVariable("ELBO_STUDIO_RUNS") };
        await studio.InitializeAsync();
        await TakeAsync(studio, "/", "runs", _ => Task.CompletedTask);
        await TakeAsync(studio, "/runs/mnist", "run", page => page.Page.Locator(".chart .main-svg").Nth(2).WaitForAsync(), isWhole: true);
        await TakeAsync(studio, "/latent/flat", "latent", WalkAsync);
        await TakeAsync(studio, "/latent/mnist", "umap", UmapAsync);
        await TakeAsync(studio, "/dimensions/mnist", "dimensions", page => page.Page.Locator("input[type=range]").First.FillAsync("-1.8"));
        await TakeAsync(studio, "/manifold/flat", "manifold",
            page => page.Page.WaitForFunctionAsync("() => document.querySelector('.manifold img').src.length > 100"));
        await TakeAsync(studio, "/playground/mnist", "playground", DrawAsync, isWhole: true);
        await TakeAsync(studio, "/loss", "loss", page => page.Page.Locator(".kl-map[data-ready]").WaitForAsync());
        await TakeAsync(studio, "/latent/flat", "phone", WalkAsync, 390, ColorScheme.Dark);
    }

    /// <summary>Every page that is named, on a phone and a desktop, light and dark: <c>ELBO_STUDIO_PATHS="/ /runs/mnist"</c>.</summary>
    [Fact(Explicit = true)]
    public async Task Look()
    {
        await using var studio = new BrowserStudio { Runs = Environment.GetEnvironmentVariable("ELBO_STUDIO_RUNS") };
        await studio.InitializeAsync();
        foreach (var path in (Environment.GetEnvironmentVariable("ELBO_STUDIO_PATHS") ?? "/").Split(' '))
            foreach (var (width, scheme) in new[]
            { (1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
                await TakeAsync(
                    studio, path, $"{path.Trim('/').Replace('/', '-')}-{width}-{scheme}", page => page.Page.WaitForTimeoutAsync(4000), width, scheme,
                    isWhole: true);
    }

    private static async Task TakeAsync(BrowserStudio studio, string path, string name, Func<StudioPage, Task> act, int width = 1120,
        ColorScheme scheme = ColorScheme.Light, bool isWhole = false)
    {
        await using var page = await studio.OpenAsync("/", width);
        await page.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await page.GoAsync(path);
        await act(page);
        await page.Page.WaitForTimeoutAsync(1500);
        await page.Page.ScreenshotAsync(new()
        { Path = Path.Combine(Environment.GetEnvironmentVariable("ELBO_STUDIO_FIGURES")!, $"studio-{name}.png"), FullPage = isWhole });
    }

    private static async Task DrawAsync(StudioPage page)
    {
        await page.DrawAsync(Drawing.Three);
        await page.NeighboursAsync();
        await page.Page.GetByText("training examples:").WaitForAsync();
    }

    private static async Task UmapAsync(StudioPage page)
    {
        await page.Page.Locator("canvas[data-ready]").WaitForAsync();
        await page.Page.Locator(".mud-select").Filter(new() { HasTextString = "principal components" }).First.ClickAsync();
        await page.Text("UMAP").ClickAsync();
        await page.Page.GetByText("puts examples with similar codes").WaitForAsync();
        var box = (await page.Page.Locator("canvas").BoundingBoxAsync())!;
        await page.Page.Mouse.MoveAsync(box.X + box.Width * 0.5f, box.Y + box.Height * 0.6f);
    }

    private static async Task WalkAsync(StudioPage page)
    {
        await page.Page.Locator("canvas[data-ready]").WaitForAsync();
        var box = (await page.Page.Locator("canvas").BoundingBoxAsync())!;
        await page.Page.Mouse.ClickAsync(box.X + box.Width * 0.38f, box.Y + box.Height * 0.6f);
        await page.Page.GetByText(" to set its end.").Filter(new() { Visible = true }).First.WaitForAsync();
        await page.Page.Mouse.ClickAsync(box.X + box.Width * 0.62f, box.Y + box.Height * 0.42f);
        await page.Page.Locator(".steps img").Nth(11).WaitForAsync();
    }
}
