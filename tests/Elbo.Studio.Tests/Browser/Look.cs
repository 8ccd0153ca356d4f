using Microsoft.Playwright;
namespace Elbo.Studio.Tests.Browser;
public sealed class Look
{
    [Fact(Explicit = true)]
    public async Task At()
    {
        await using var studio = new BrowserStudio { Runs = "/tmp/pgruns" };
        await studio.InitializeAsync();
        foreach (var (name, width, scheme) in new[] { ("desk", 1280, ColorScheme.Light), ("dark", 1281, ColorScheme.Dark), ("phone", 390, ColorScheme.Light) })
        {
            await using var page = await studio.OpenAsync("/", width);
            await page.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.GoAsync("/playground/mnist");
            await page.Page.Locator("#arithmetic[src^=data]").WaitForAsync();
            if (name == "phone") await page.Page.ScreenshotAsync(new() { Path = $"/tmp/pg-empty.png", FullPage = true });
            await page.DrawAsync(Drawing.Three);
            await page.NeighboursAsync();
            await page.Page.GetByText("training examples:").WaitForAsync();
            await page.Page.WaitForTimeoutAsync(800);
            await page.Page.ScreenshotAsync(new() { Path = $"/tmp/pg-{name}.png", FullPage = true });
        }
    }
}
