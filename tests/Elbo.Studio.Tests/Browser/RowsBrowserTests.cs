using Microsoft.Playwright;

namespace Elbo.Studio.Tests.Browser;

/// <summary>The pages of a run on a table, as a user sees them.</summary>
public sealed class RowsBrowserTests(RowsStudio rows) : IClassFixture<RowsStudio>
{
    private readonly BrowserStudio studio = rows.Studio;

    [Fact]
    public async Task Rows_MostUnusualFirst_AreScoredAndACellIsFilledInFromTheOthers()
    {
        await using var page = await studio.OpenAsync("/rows/rows");
        await page.Page.Locator("table.rows tbody tr").First.WaitForAsync();
        double[] scores = [.. (await page.Page.Locator("table.rows tbody td.strong").AllInnerTextsAsync()).Select(text =>
            double.Parse(text.Replace('−', '-'), System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(15, scores.Length);

        await page.Page.Locator(".row-cells .expected").Nth(2).Filter(new() { HasTextRegex = new("tall|short") }).WaitForAsync();
        await page.Page.GetByLabel("Hide kind", new() { Exact = true }).CheckAsync();
        await page.Page.GetByText("The hidden cell is filled in").WaitForAsync();
        await page.Page.WaitForFunctionAsync(
            "() => [...document.querySelectorAll('.row-cells .expected')].map(cell => cell.innerText.trim()).filter(Boolean).length === 1");
        var first = await page.Page.Locator("button.link").First.InnerTextAsync();
        await page.Button("Next").ClickAsync();
        await page.Page.GetByText("16 to 30 of").WaitForAsync();
        Assert.NotEqual(first, await page.Page.Locator("button.link").First.InnerTextAsync());
        await page.Page.Locator("button.link").First.ClickAsync();
        await page.Page.Locator("tr.chosen").WaitForAsync();
    }

    [Fact]
    public async Task Synthetic_Filtered_HoldsOnlyThoseRowsAndIsDownloadedSo()
    {
        await using var page = await studio.OpenAsync("/synthetic/rows");
        await page.Page.GetByText("200 of 200 rows").WaitForAsync();
        await page.Page.GetByLabel("Filter").FillAsync("kind=short");
        await page.Page.GetByText("pass the filter").WaitForAsync();
        Assert.All(await page.Page.Locator("table.synthetic tbody tr td:last-child").AllInnerTextsAsync(), text => Assert.Equal("short", text.Trim()));
        var shown = int.Parse((await page.Page.Locator("[role=status]").Filter(new() { HasTextString = "pass" }).InnerTextAsync()).Split(' ')[0],
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(shown, 20, 180);
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal("height,weight,kind", lines[0]);
        Assert.Equal(shown + 1, lines.Length);
        Assert.All(lines[1..], line => Assert.EndsWith("short", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Columns_OfATrainedModel_OverlapWithTheData()
    {
        await using var page = await studio.OpenAsync("/columns/rows");
        var card = page.Page.Locator("[data-column=kind]");
        await card.WaitForAsync();
        var overlap = int.Parse((await card.Locator(".row span").InnerTextAsync()).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(overlap, 70, 100);
        await page.Page.Locator("[data-column=height] path.drawn").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    [Fact]
    public async Task Codes_HoveredOver_ShowARowOrWhatAPlaceDecodesTo()
    {
        await using var page = await studio.OpenAsync("/codes/rows");
        await page.Page.Locator("canvas[data-radius]").WaitForAsync();
        await page.Page.Locator(".legend button").Filter(new() { HasTextString = "tall" }).WaitForAsync();
        var box = (await page.Page.Locator("canvas").BoundingBoxAsync())!;
        await page.Page.Mouse.MoveAsync(box.X + 30, box.Y + 30);
        await page.SeesAsync("Decoded here");
        Assert.Matches("tall|short", await page.Page.Locator("#decoded-row").InnerTextAsync());
    }

    [Fact]
    public async Task Run_OverTraining_ColoursTheRowsByTheColumnThatTheirCodesSeparate()
    {
        await using var page = await studio.OpenAsync("/runs/rows");
        await page.Page.GetByText("coloured by kind, on the plane").WaitForAsync();
        Assert.Equal(["short", "tall"], await page.Page.Locator(".color-key li").AllInnerTextsAsync());
        await page.LeadAsync("/codes/rows");
        await page.Page.Locator(".legend button").Filter(new() { HasTextString = "tall" }).WaitForAsync();
        await page.LeadAsync("/runs/again");
        await page.Page.Locator("h1").Filter(new() { HasTextString = "again" }).WaitForAsync();
        Assert.Equal(0, await page.Page.Locator(".codes").CountAsync());
    }

    [Theory]
    [InlineData("/samples/rows")]
    [InlineData("/playground/rows")]
    public async Task PagesOfImages_OfARunOnATable_LeadToItsOwn(string path)
    {
        await using var page = await studio.OpenAsync(path);
        await page.SeesAsync("Nothing to explore here");
        await page.Page.Locator("main a").Filter(new() { HasTextString = "Synthetic rows" }).Last.ClickAsync();
        await page.Page.WaitForURLAsync("**/synthetic/rows");
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Pages_OnAPhoneAndADesktop_Fit(int width)
    {
        await using var page = await studio.OpenAsync("/runs/rows", width);
        await page.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.chart')].every(chart => chart.querySelector('.main-svg'))");
        foreach (var (path, part) in new[] { ("/rows/rows", ".row-cells"), ("/synthetic/rows", "table.synthetic"), ("/columns/rows", "[data-column]"),
            ("/codes/rows", "canvas[data-radius]") })
        {
            await page.LeadAsync(path);
            await page.Page.Locator(part).First.WaitForAsync();
            Assert.Equal((path, 0, ""), (path, await page.OverflowAsync(), await page.CutOffAsync()));
        }
    }
}
