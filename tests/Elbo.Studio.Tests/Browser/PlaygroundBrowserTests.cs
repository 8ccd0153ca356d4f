using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Reports.Figures.Drawing;
using Elbo.Studio.Safety;

namespace Elbo.Studio.Tests.Browser;

/// <summary>The playground as a user sees it, with a model trained on digits.</summary>
[Collection(TrainedStudio.Shared)]
public sealed class PlaygroundBrowserTests(TrainedStudio trained)
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
    public async Task Open_ATestExampleIsRead_AndIsNotItsOwnNeighbour()
    {
        await using var page = await studio.OpenAsync("/playground/digits");
        await page.Page.Locator("#reading-name", new() { HasText = "test example 0 (7)" }).WaitForAsync();
        await page.Page.GetByText("training examples:").WaitForAsync();
        await NeighboursLeaveOutAsync("test example 0 (7)");
        await page.Button("Test example: shuffle").ClickAsync();
        await page.Page.WaitForFunctionAsync("() => !document.querySelector('#reading-name').textContent.startsWith('test example 0 ')");
        await NeighboursLeaveOutAsync(await page.Page.Locator("#reading-name").InnerTextAsync());

        async Task NeighboursLeaveOutAsync(string example)
        {
            await page.NeighboursAsync();
            var near = await page.Page.Locator(".seen .near img").EvaluateAllAsync<string[]>("images => images.map(image => image.alt)");
            Assert.Equal(10, near.Length);
            Assert.DoesNotContain(example, near);
        }
    }

    [Fact]
    public async Task Dimensions_OnEntry_StartAtAnExampleAndFollowThePick()
    {
        await using var page = await studio.OpenAsync("/dimensions/digits");
        await page.DecodedChangesAsync("");
        await page.Page.GetByText("test example 0 (7)").First.WaitForAsync();
        var values = await ValuesAsync();
        Assert.Contains(values, value => value != "0");
        // Filled from the centre: the part between 0 and the value.
        Assert.All(await page.Page.Locator(".dimension input").EvaluateAllAsync<bool[]>(
            """
            sliders => sliders.map(slider => {
              const at = 100 * (Number(slider.value) - Number(slider.min)) / (slider.max - slider.min);
              const [from, to] = ["--from", "--to"].map(name => parseFloat(slider.style.getPropertyValue(name)));
              return Math.abs(Math.min(at, 50) - from) < 0.3 && Math.abs(Math.max(at, 50) - to) < 0.3;
            })
            """), Assert.True);
        var before = await page.DecodedAsync();
        await page.Button("Start from test example: shuffle").ClickAsync();
        await page.DecodedChangesAsync(before);
        Assert.NotEqual(values, await ValuesAsync());
        await page.Button("Reset to 0").ClickAsync();
        await page.Page.GetByText("the prior's mean").First.WaitForAsync();
        Assert.All(await ValuesAsync(), value => Assert.Equal("0", value));

        Task<string[]> ValuesAsync() => page.Page.Locator(".dimension input").EvaluateAllAsync<string[]>("sliders => sliders.map(slider => slider.value)");
    }

    [Fact]
    public async Task Manifold_OfManyLatents_IsAnchoredOnAnExample()
    {
        await using var page = await studio.OpenAsync("/manifold/digits");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('.manifold img')?.src.length > 100");
        var anchored = await GridAsync();
        Assert.Equal("test example 0 (7)", await page.Page.Locator(".anchor img").GetAttributeAsync("alt"));
        await page.Button("Set others to 0").ClickAsync();
        await page.Page.WaitForFunctionAsync("before => document.querySelector('.manifold img').src !== before", anchored);
        await page.Page.GetByText("the others stay at 0").WaitForAsync();
        var around = await GridAsync();
        await page.Button("Test example whose other latents are kept: shuffle").ClickAsync();
        await page.Page.WaitForFunctionAsync("before => document.querySelector('.manifold img').src !== before", around);

        Task<string?> GridAsync() => page.Page.Locator(".manifold img").GetAttributeAsync("src");
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
        Assert.StartsWith("test example 0", await page.Page.Locator("#reading-name").InnerTextAsync(), StringComparison.Ordinal);
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
