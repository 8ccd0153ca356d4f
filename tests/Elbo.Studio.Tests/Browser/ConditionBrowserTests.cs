namespace Elbo.Studio.Tests.Browser;

/// <summary>A run with a condition as a user sees it.</summary>
[Collection(TrainedStudio.Shared)]
public sealed class ConditionBrowserTests(TrainedStudio trained)
{
    private readonly BrowserStudio studio = trained.Studio;

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Playground_ADrawnThree_IsReadAsAThreeAndShownAsEveryDigit(int width)
    {
        await using var page = await studio.OpenAsync("/playground/labelled", width);
        await page.SeesAsync("Condition");
        await page.DrawAsync(Drawing.Three);
        await page.Page.GetByText("encoded given label=3").WaitForAsync();
        await page.Page.Locator(".class-strip img").Nth(9).WaitForAsync();
        var images = await page.Page.Locator(".class-strip img").EvaluateAllAsync<string[]>("images => images.map(image => image.src)");
        Assert.Equal(10, images.Distinct().Count());
        var before = await page.Page.Locator("#reconstruction").GetAttributeAsync("src");
        await page.Page.Locator(".condition .mud-select").First.ClickAsync();
        await page.Page.Locator(".mud-popover-open .mud-list-item").Nth(9).ClickAsync();
        await page.Page.GetByText("Everything on this page is encoded and decoded given label=8.").WaitForAsync();
        await page.Page.GetByText("encoded given label=8").WaitForAsync();
        await page.Page.WaitForFunctionAsync("before => document.getElementById('reconstruction').src !== before", before);
        Assert.Equal((0, ""), (await page.OverflowAsync(), await page.CutOffAsync()));
    }

    [Fact]
    public async Task Dimensions_AnotherClass_ChangesWhatTheSlidersDecodeTo()
    {
        await using var page = await studio.OpenAsync("/dimensions/labelled");
        await page.DecodedChangesAsync("");
        var before = await page.DecodedAsync();
        await page.Page.Locator(".condition .mud-select").First.ClickAsync();
        await page.Page.Locator(".mud-popover-open .mud-list-item").Nth(5).ClickAsync();
        await page.Page.GetByText("decoded given label=4.").WaitForAsync();
        await page.DecodedChangesAsync(before);
    }
}
