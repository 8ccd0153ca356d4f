using System.IO.Compression;

namespace Elbo.Studio.Tests.Browser;

/// <summary>New examples as a user sees them.</summary>
[Collection(TrainedStudio.Shared)]
public sealed class SamplesBrowserTests(TrainedStudio trained)
{
    private readonly BrowserStudio studio = trained.Studio;

    [Fact]
    public async Task Samples_CountSeedAndTemperature_ChangeTheSheetAndTheSameSeedBringsItBack()
    {
        await using var page = await OpenAsync("digits", 64);
        var first = await SheetAsync(page);
        Assert.Equal(64, first.Distinct().Count());
        await page.Button("Draw new ones").ClickAsync();
        var second = await ChangesAsync(page, first);
        await page.Page.GetByLabel("Seed", new() { Exact = true }).FillAsync("0");
        await page.Page.Keyboard.PressAsync("Tab");
        Assert.Equal(first, await ChangesAsync(page, second));
        await page.Page.GetByLabel("Temperature").FillAsync("0");
        // At temperature 0 every code is the prior's mean.
        await page.Page.WaitForFunctionAsync("() => new Set([...document.querySelectorAll('.sheet img')].map(image => image.src)).size === 1");
        await page.Page.GetByLabel("Count", new() { Exact = true }).FillAsync("5");
        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.WaitForFunctionAsync("() => document.querySelectorAll('.sheet img').length === 5");
    }

    [Fact]
    public async Task Samples_OneClicked_IsReadInThePlayground()
    {
        await using var page = await OpenAsync("digits", 64);
        var picture = (await SheetAsync(page))[10];
        await page.Page.Locator(".sheet a").Nth(10).ClickAsync();
        await page.Page.Locator("#reading-name", new() { HasText = "sample 10 of seed 0" }).WaitForAsync();
        Assert.Equal(picture, await page.Page.Locator(".reading img").First.GetAttributeAsync("src"));
    }

    [Fact]
    public async Task Samples_OfAClass_AreThoseOfThatColumnOfTheSheetOfAll()
    {
        await using var page = await OpenAsync("labelled", 64);
        var all = await SheetAsync(page);
        Assert.Equal("sample 13, label=3", await page.Page.Locator(".sheet img").Nth(13).GetAttributeAsync("alt"));
        await page.Page.Locator(".mud-select").First.ClickAsync();
        await page.Page.Locator(".mud-popover-open .mud-list-item").Filter(new() { HasTextString = "3" }).ClickAsync();
        var threes = await ChangesAsync(page, all);
        Assert.Equal([all[3], all[13], all[23]], [threes[3], threes[13], threes[23]]);
        Assert.Equal("sample 0, label=3", await page.Page.Locator(".sheet img").First.GetAttributeAsync("alt"));
    }

    [Theory]
    [InlineData("PNG")]
    [InlineData("NPZ")]
    [InlineData("CSV")]
    public async Task Samples_Downloaded_AreAFileOfThatKind(string type)
    {
        await using var page = await OpenAsync("digits", 64);
        var download = await page.Page.RunAndWaitForDownloadAsync(
            () => page.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = type }).ClickAsync());
        Assert.Equal($"digits-samples-seed0.{type.ToLowerInvariant()}", download.SuggestedFilename);
        var file = await download.PathAsync();
        if (type == "PNG")
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken))[..4]);
        else if (type == "CSV")
        {
            var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            Assert.Equal((65, 11), (lines.Length, lines[7].Split(',').Length));
        }
        else
            await using (var zip = await ZipFile.OpenReadAsync(file, TestContext.Current.CancellationToken))
                Assert.Equal(["samples.npy", "codes.npy"], zip.Entries.Select(entry => entry.Name));
    }

    [Theory]
    [InlineData("count=0&seed=0&temperature=1", "count was 0; it must be from 1 to 400.")]
    [InlineData("count=9&seed=0&temperature=7", "temperature was 7; it must be from 0 to 2.")]
    [InlineData("count=9&seed=0&temperature=1&given=label%3D3", "trained without one")]
    public async Task Files_OfAnOrderOutOfRange_SayWhatIsAllowed(string query, string words)
    {
        Assert.SkipWhen(studio.Missing is not null, studio.Missing ?? "");
        using var client = new HttpClient();
        var answer = await client.GetAsync($"{studio.Address}/files/drawn?run=digits&{query}&type=png", TestContext.Current.CancellationToken);
        Assert.NotEqual(System.Net.HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<StudioPage> OpenAsync(string run, int count)
    {
        var page = await studio.OpenAsync($"/samples/{run}");
        await page.Page.WaitForFunctionAsync("count => document.querySelectorAll('.sheet img').length === count", count);
        return page;
    }

    private static Task<string[]> SheetAsync(StudioPage page) =>
        page.Page.Locator(".sheet img").EvaluateAllAsync<string[]>("images => images.map(image => image.src)");

    private static async Task<string[]> ChangesAsync(StudioPage page, string[] before)
    {
        await page.Page.WaitForFunctionAsync(
            "before => [...document.querySelectorAll('.sheet img')].map(image => image.src).join() !== before", string.Join(',', before));
        return await SheetAsync(page);
    }
}
