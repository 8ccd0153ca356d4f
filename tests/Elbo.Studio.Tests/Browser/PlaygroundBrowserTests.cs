using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Reports.Figures.Drawing;
using Elbo.Studio.Safety;

namespace Elbo.Studio.Tests.Browser;

/// <summary>The playground as a user sees it, with a model trained on digits.</summary>
public sealed class PlaygroundBrowserTests(TrainedStudio trained) : IClassFixture<TrainedStudio>
{
    private readonly BrowserStudio studio = trained.Studio;

    [Fact]
    public async Task Draw_AThree_NearestCodesAreMostlyThrees()
    {
        await using var page = await studio.OpenAsync("/playground/digits");
        await page.DrawAsync(Drawing.Three);
        Assert.Matches("^([6-9]|10) of 10 are 3s\\.$", await page.NeighboursAsync());
        await page.Page.GetByText("training examples:").WaitForAsync();
        var drawn = await page.Page.Locator("#reconstruction").GetAttributeAsync("src");
        await page.Button("Keep it as A").ClickAsync();
        await page.Page.Locator("[data-slot=A]").GetByText("your drawing").WaitForAsync();
        await page.Button("Clear").ClickAsync();
        await page.SeesAsync("Draw something");
        await page.DrawAsync([(0.5, 0.2), (0.5, 0.5), (0.5, 0.8)]);
        Assert.DoesNotContain("3s", await page.NeighboursAsync(), StringComparison.Ordinal);
        Assert.NotEqual(drawn, await page.Page.Locator("#reconstruction").GetAttributeAsync("src"));
        await page.Button("Undo").ClickAsync();
        await page.SeesAsync("Draw something");
    }

    [Fact]
    public async Task File_OfATestImage_IsSeenAsThatImage()
    {
        await using var page = await studio.OpenAsync("/playground/digits");
        var images = Datasets.Load("mnist").Test;
        await File.WriteAllBytesAsync(trained.At("digit.png"), ImageFile.Png(images.Shape, ImageBatch.FromBytes(images.Shape, images.Image(7))[0]),
            TestContext.Current.CancellationToken);
        await page.Page.Locator(".board canvas[data-ready]").WaitForAsync();
        await page.Page.Locator("input[type=file]").SetInputFilesAsync(trained.At("digit.png"));
        await page.Page.Locator("#reading-name", new() { HasText = "digit.png" }).WaitForAsync();
        // Its own code is the nearest, at distance 0.
        await page.Page.Locator(".seen .near figcaption", new() { HasText = "0.00" }).First.WaitForAsync();
    }

    [Fact]
    public async Task File_TooLargeOrNoImage_IsRefusedWithAWord()
    {
        await using var page = await studio.OpenAsync("/playground/digits");
        await File.WriteAllBytesAsync(trained.At("large.png"), new byte[ImageUpload.MostBytes + 1], TestContext.Current.CancellationToken);
        await page.Page.Locator(".board canvas[data-ready]").WaitForAsync();
        await page.Page.Locator("input[type=file]").SetInputFilesAsync(trained.At("large.png"));
        await page.Page.GetByText("large.png has 8.0 MB; at most 8 MB are accepted.").WaitForAsync();
        // The board accepts dropped files too.
        await page.Page.EvaluateAsync("""
            () => {
              const dropped = new DataTransfer();
              dropped.items.add(new File(["no image"], "words.png", { type: "image/png" }));
              document.querySelector(".board canvas").dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
            }
            """);
        await page.Page.GetByText("its content is not PNG").WaitForAsync();
        await page.SeesAsync("Draw something");
    }

    [Fact]
    public async Task Combine_SliderAndSlots_ChangeWhatIsDecoded()
    {
        await using var page = await studio.OpenAsync("/playground/digits");
        await page.Page.Locator("#blend[src^=data]").WaitForAsync();
        await page.Page.Locator("#arithmetic[src^=data]").WaitForAsync();
        await Changes("blend", () => page.Page.GetByLabel("From A to B").FillAsync("0.2"));
        await Changes("arithmetic", () => page.Button("C: test example: shuffle").ClickAsync());
        await Changes("blend", () => page.Button("B: test example: shuffle").ClickAsync());

        async Task Changes(string image, Func<Task> act)
        {
            var before = await page.Page.Locator("#" + image).GetAttributeAsync("src");
            await act();
            await page.Page.WaitForFunctionAsync("([image, before]) => document.getElementById(image).src !== before", new[] { image, before });
        }
    }

    [Fact]
    public async Task Playground_OnAPhone_FitsWithEverythingShown()
    {
        await using var page = await studio.OpenAsync("/playground/digits", width: 390);
        await page.DrawAsync(Drawing.Three);
        await page.NeighboursAsync();
        await page.Page.GetByText("training examples:").WaitForAsync();
        Assert.Equal(0, await page.OverflowAsync());
    }
}
