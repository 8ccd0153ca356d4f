namespace Elbo.Studio.Tests.Browser;

/// <summary>The studio over a folder without any run.</summary>
public sealed class FirstTrainingBrowserTests
{
    /// <summary>Milliseconds: a training of the studio gives way to everything else that runs, and tests run beside it.</summary>
    private const float Longest = 300_000;

    [Fact]
    public async Task NoRun_TrainOnMnistPressed_IsFollowedLiveAndLandsInThePlayground()
    {
        using var folder = new TempFolder();
        await using var studio = new BrowserStudio { Runs = folder.At("runs") };
        await studio.InitializeAsync();
        await using var page = await studio.OpenAsync("/");
        await page.Button("Train on MNIST now").ClickAsync();
        await page.Page.WaitForURLAsync("**/first/mnist");
        await page.SeesAsync("Learning to write digits");
        await page.Page.Locator(".over-time img").First.WaitForAsync(new() { Timeout = Longest });
        // One epoch is enough to explore; the button may have gone with the last one.
        await page.Page.EvaluateAsync(
            "[...document.querySelectorAll('main button')].find(button => button.innerText.trim().toUpperCase() === 'STOP')?.click()");
        await page.Page.WaitForURLAsync("**/playground/mnist", new() { Timeout = Longest });
        await page.Page.Locator("#reading-name", new() { HasText = "test example 0" }).WaitForAsync();
        await page.LeadAsync("/runs/mnist");
        await page.Page.Locator("h1", new() { HasText = "mnist" }).WaitForAsync();
    }
}
