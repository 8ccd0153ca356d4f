using Microsoft.Playwright;

namespace Elbo.Studio.Tests.Browser;

/// <summary>The latent map as a user sees it, with a model trained on digits.</summary>
[Collection(TrainedStudio.Shared)]
public sealed class MapBrowserTests(TrainedStudio trained)
{
    private readonly BrowserStudio studio = trained.Studio;

    [Fact]
    public async Task Map_OfTenLatents_OpensOnPrincipalComponentsWithAnAxisForEachLatentByRate()
    {
        await using var page = await OpenAsync();
        await page.SeesAsync("principal components");
        await Select("principal components").ClickAsync();
        await page.Text("two latents").ClickAsync();
        await page.SeesAsync("Horizontal axis");
        var rates = await Select("nats").InnerTextAsync();
        await Select("nats").ClickAsync();
        var items = page.Page.Locator(".mud-popover-open .mud-list-item");
        await items.Nth(9).WaitForAsync();
        double[] nats = [.. (await items.AllInnerTextsAsync()).Select(text => double.Parse(text.Split('·')[1].Replace("nats", "").Trim(),
            System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(nats.OrderDescending(), nats);
        Assert.Contains((await items.First.InnerTextAsync()).Trim(), rates, StringComparison.Ordinal);

        ILocator Select(string text) => page.Page.Locator(".mud-select").Filter(new() { HasTextString = text }).First;
    }

    [Fact]
    public async Task Legend_Clicked_IsolatesAClassAndAnotherClickShowsAll()
    {
        await using var page = await OpenAsync();
        var all = await InkAsync(page);
        var three = Class("3");
        await three.ClickAsync();
        await PressedAsync("3");
        var one = await InkAsync(page);
        Assert.InRange(one, 1, all * 2 / 3);
        await Class("5").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await PressedAsync("3", "5");
        Assert.InRange(await InkAsync(page), one + 1, all);
        await Class("5").ClickAsync();
        await PressedAsync("5");
        await Class("5").ClickAsync();
        await PressedAsync();
        await three.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await PressedAsync("3");
        await page.Button("Show all").ClickAsync();
        await PressedAsync();

        ILocator Class(string name) => page.Page.Locator(".legend button").Filter(new() { HasTextString = name }).First;
        Task PressedAsync(params string[] names) => page.Page.WaitForFunctionAsync(
            "names => [...document.querySelectorAll('.legend button[aria-pressed=true]')].map(b => b.innerText.trim()).join() === names.join()", names);
    }

    [Fact]
    public async Task Zoom_FewerPointsInView_AreDrawnLarger()
    {
        await using var page = await OpenAsync();
        var canvas = page.Page.Locator("canvas");
        var before = await RadiusAsync();
        await canvas.FocusAsync();
        // A map that has just been redrawn forgets the zoom.
        for (var i = 0; i < 100 && await RadiusAsync() <= 1.3 * before; i++)
        {
            await page.Page.Keyboard.PressAsync("+");
            await page.Page.WaitForTimeoutAsync(100);
        }
        Assert.True(await RadiusAsync() > 1.3 * before);

        async Task<double> RadiusAsync() =>
            double.Parse((await canvas.GetAttributeAsync("data-radius"))!, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Umap_Chosen_IsPlacedWithProgressKeepsClassesTogetherAndIsKeptForTheNextVisit()
    {
        var kept = trained.At(Path.Combine("runs", "digits", "umap.npz"));
        File.Delete(kept);
        await using (var page = await OpenAsync())
        {
            await ChooseUmapAsync(page);
            await page.Page.GetByText("Placing the codes:").WaitForAsync();
            // The page answers while the worker works.
            await page.Page.Locator(".legend button").First.ClickAsync();
            await page.Page.Locator(".legend button[aria-pressed=true]").WaitForAsync();
            await page.Page.GetByText("here 3,000 of 10,000").WaitForAsync();
            await page.Page.WaitForFunctionAsync("() => document.querySelector('canvas').dataset.points === '3000'");
        }
        var places = Elbo.Files.NumPy.NpzFile.Read(kept)["places"].Values<float>().ToArray();
        var labels = Elbo.Data.Datasets.Load("mnist").Test.Labels.ToArray();
        Assert.InRange(ShareOfNearestWithTheSameLabel(places, [.. Elbo.Studio.Models.UmapPoints.Choose(10_000).Select(i => labels[i])]), 0.75, 1);

        var written = File.GetLastWriteTimeUtc(kept);
        await using (var page = await OpenAsync())
        {
            await ChooseUmapAsync(page);
            await page.Page.GetByText("here 3,000 of 10,000").WaitForAsync();
            Assert.Equal((0, ""), (await page.OverflowAsync(), await page.CutOffAsync()));
        }
        Assert.Equal(written, File.GetLastWriteTimeUtc(kept));

        static async Task ChooseUmapAsync(StudioPage page)
        {
            await page.Page.Locator(".mud-select").Filter(new() { HasTextString = "principal components" }).First.ClickAsync();
            await page.Text("UMAP").ClickAsync();
        }
    }

    [Fact]
    public async Task OnAPhone_WordsSayTapAndTheCardStaysVisible()
    {
        await using var page = await OpenAsync(390);
        await page.Page.GetByText("Tap the map").First.WaitForAsync();
        Assert.DoesNotContain("Hover", await page.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        var canvas = page.Page.Locator("canvas");
        await canvas.ScrollIntoViewIfNeededAsync();
        var box = (await canvas.BoundingBoxAsync())!;
        await page.Page.Mouse.ClickAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Page.Locator("#decoded").WaitForAsync();
        await page.Page.EvaluateAsync("scrollTo(0, 200)");
        Assert.True(await page.Page.EvaluateAsync<bool>(
            "() => { const box = document.querySelector('.glance').getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"));
        Assert.Equal((0, ""), (await page.OverflowAsync(), await page.CutOffAsync()));
    }

    private static double ShareOfNearestWithTheSameLabel(float[] places, byte[] labels) =>
        Enumerable.Range(0, labels.Length).Count(i => labels[Enumerable.Range(0, labels.Length).Where(j => j != i).MinBy(j =>
            MathF.Pow(places[2 * i] - places[2 * j], 2) + MathF.Pow(places[2 * i + 1] - places[2 * j + 1], 2))] == labels[i]) / (double)labels.Length;

    private async Task<StudioPage> OpenAsync(int width = 1280)
    {
        var page = await studio.OpenAsync("/latent/digits", width);
        await page.Page.Locator("canvas[data-drawn]:not([data-drawn='0'])").WaitForAsync();
        return page;
    }

    /// <summary>Pixels of the map in colours: the points of the classes, not the grey of the axes.</summary>
    private static Task<int> InkAsync(StudioPage page) => page.Page.EvaluateAsync<int>("""
        () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
          const canvas = document.querySelector("canvas"), copy = new OffscreenCanvas(canvas.width, canvas.height);
          const context = copy.getContext("2d", { willReadFrequently: true });
          context.drawImage(canvas, 0, 0);
          const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
          let count = 0;
          for (let i = 0; i < pixels.length; i += 4) {
            const rgb = [pixels[i], pixels[i + 1], pixels[i + 2]];
            if (pixels[i + 3] > 60 && Math.max(...rgb) - Math.min(...rgb) > 60) count++;
          }
          done(count);
        })))
        """);
}
