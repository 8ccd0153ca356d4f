using AngleSharp.Dom;
using Bunit;
using Elbo.Data;
using Elbo.Models;
using Elbo.Studio.Components.Playground;
using Elbo.Studio.Models;
using MudBlazor;
using MudBlazor.Services;

namespace Elbo.Studio.Tests.Playground;

public sealed class PlaygroundTests : IClassFixture<LoadedRun>, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly LoadedRun run;
    private readonly LoadedModel model, bare;
    private readonly BunitContext context = new();

    public PlaygroundTests(LoadedRun run)
    {
        (this.run, model, bare) = (run, run.Model, run.Bare);
        context.Services.AddMudServices();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        // It draws the fields' menus; a real page has it at the top.
        context.Render<MudPopoverProvider>();
    }

    [Fact]
    public void Open_NothingDrawn_ReadsATestExampleAndFillsEveryPanel()
    {
        var page = Open();
        page.WaitForAssertion(() => Assert.Equal(Slot.ExampleName(model, 0), page.Find("#reading-name").TextContent), Patience);
        Assert.Equal(model.Picture(0), page.Find(".reading img").GetAttribute("src"));
        page.Find(".posterior-chart");
        page.WaitForAssertion(() => page.Find("#score-place"), Patience);
        var names = page.FindAll(".slot figcaption").Select(caption => caption.TextContent).ToArray();
        Assert.Equal(3, names.Select(name => name[^2]).Distinct().Count());
        Assert.StartsWith("A test example 0", names[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_OtherThanOneOrThree_AreShownSideBySideAndCannotBeDrawn()
    {
        var planes = run.Load(new VaeOptions { Shape = new(2, 3, 4), Hidden = [4], DecoderHidden = [4], Latents = 3 }, Binarization.None);
        var page = context.Render<PlaygroundView>(view => view.Add(it => it.Model, planes));
        Assert.Contains("2 channels, shown side by side", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindComponents<DrawingBoard>());
        var png = Convert.FromBase64String(planes.Decode(new float[3]).Split(',')[1]);
        // Width and height in the header of a PNG, big-endian.
        Assert.Equal((8, 3), (png[19], png[23]));
    }

    [Fact]
    public async Task TestExample_Chosen_IsNotItsOwnNeighbour()
    {
        var page = Open();
        await page.InvokeAsync(() => page.FindComponents<ExamplePick>()[0].Instance.Chosen.InvokeAsync(5));
        page.WaitForAssertion(() => Assert.Equal(Slot.ExampleName(model, 5), page.Find("#reading-name").TextContent), Patience);
        Assert.DoesNotContain(page.FindAll(".seen .near img"), image => image.GetAttribute("alt") == Slot.ExampleName(model, 5));
        Assert.Equal(model.Picture(5), page.Find(".reading img").GetAttribute("src"));
        Assert.Equal(ModelReading.Neighbours, page.FindAll(".seen .near figure").Count);
        page.WaitForAssertion(() => Assert.Contains("of 2,000 training examples", page.Find("#score-place").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Drawing_ThenKeptAndWiped_GoesIntoTheSlot()
    {
        var page = Open();
        var board = page.FindComponent<DrawingBoard>().Instance;
        var pixels = new byte[board.Shape.Size];
        pixels.AsSpan(40 * board.Shape.Width, 3000).Fill(255);
        await page.InvokeAsync(() => board.DrawAsync(pixels));
        page.WaitForAssertion(() => Assert.Equal("your drawing", page.Find("#reading-name").TextContent), Patience);
        await page.InvokeAsync(() => page.Find("button[aria-label='Keep it as B']").ClickAsync());
        Assert.Contains("your drawing", page.Find("[data-slot=B] figcaption").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => board.DrawAsync(new byte[board.Shape.Size]));
        page.WaitForAssertion(() => page.Find(".hint"), Patience);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(48 << 10)]
    public async Task Drawing_OfAnotherLength_IsDropped(int length)
    {
        var board = context.Render<DrawingBoard>(given => given.Add(part => part.Shape, new(1, 112, 112)).Add(part => part.Drawn,
            (byte[] _) => Assert.Fail("told")));
        await board.InvokeAsync(() => board.Instance.DrawAsync(new byte[length]));
    }

    [Fact]
    public async Task Blend_AtTheEnds_IsTheExamplesReconstruction()
    {
        var (a, b) = (Slot.Of(model, 3), Slot.Of(model, 8));
        var blend = context.Render<Blend>(given => given.Add(part => part.Model, model).Add(part => part.From, a).Add(part => part.To, b));
        foreach (var (place, code) in new[] { ("0", a.Code), ("1", b.Code) })
        {
            await blend.InvokeAsync(() => blend.Find("input[type=range]").InputAsync(place));
            blend.WaitForAssertion(() => Assert.Equal(model.Decode(code), blend.Find("#blend").GetAttribute("src")), Patience);
        }
        blend.WaitForAssertion(() => Assert.Equal([model.Decode(a.Code), model.Decode(b.Code)], Ends(blend.FindAll(".strip img"))), Patience);
    }

    [Fact]
    public void Arithmetic_AMinusAPlusC_IsC()
    {
        var (a, c) = (Slot.Of(model, 3), Slot.Of(model, 8));
        var sum = context.Render<Arithmetic>(given => given.Add(part => part.Model, model).Add(part => part.Slots, [a, a, c]));
        sum.WaitForAssertion(() => Assert.Equal(model.Picture(8), sum.Find(".near img").GetAttribute("src")), Patience);
        Assert.Equal(model.Decode(c.Code), sum.Find("#arithmetic").GetAttribute("src"));
    }

    [Fact]
    public void Combining_EmptySlots_SaysWhatIsMissing()
    {
        Assert.Contains("one into B", context.Render<Blend>(given => given.Add(part => part.Model, model)).Markup, StringComparison.Ordinal);
        Assert.Contains("one into C",
            context.Render<Arithmetic>(given => given.Add(part => part.Model, model).Add(part => part.Slots, new Slot?[3])).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_DataNotThere_DrawsAllTheSame()
    {
        var page = context.Render<PlaygroundView>(given => given.Add(part => part.Model, bare));
        Assert.Empty(page.FindComponents<ExamplePick>());
        var board = page.FindComponent<DrawingBoard>().Instance;
        await page.InvokeAsync(() => board.DrawAsync([.. Enumerable.Range(0, board.Shape.Size).Select(i => (byte)i)]));
        page.WaitForAssertion(() => Assert.Contains("no neighbours to show", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Contains("nothing to compare the score with", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Binarization.None, false)]
    [InlineData(Binarization.Static, false)]
    [InlineData(Binarization.Threshold, true)]
    [InlineData(Binarization.Dynamic, true)]
    public void Reading_OfEachBinarization_ShowsATargetOfItsOwn(Binarization binarization, bool hasTarget)
    {
        var reading = ModelReading.Of(run.Load(new() { Shape = new(1, 4, 4), Hidden = [4], DecoderHidden = [4], Latents = 2 }, binarization), "it",
            [.. Enumerable.Range(0, 16).Select(i => (byte)(17 * i))]);
        Assert.Equal(hasTarget, reading.Target is not null);
        Assert.Equal(binarization, reading.Elbo.Binarization);
        Assert.NotEqual(reading.Picture, reading.Target);
    }

    [Fact]
    public async Task Drawing_InColour_IsReadChannelByChannel()
    {
        var colours = run.Load(new() { Shape = new(3, 8, 8), Hidden = [4], DecoderHidden = [4], Latents = 2 }, Binarization.None);
        var page = context.Render<PlaygroundView>(given => given.Add(part => part.Model, colours));
        Assert.Single(page.FindAll("input[type=color]"));
        var board = page.FindComponent<DrawingBoard>().Instance;
        byte[] red = [.. Enumerable.Repeat((byte)200, board.Shape.Size / 3), .. new byte[board.Shape.Size * 2 / 3]];
        await page.InvokeAsync(() => board.DrawAsync(red));
        byte[] expected = [.. Enumerable.Repeat((byte)200, 64), .. new byte[128]];
        page.WaitForAssertion(() => Assert.Equal(colours.Picture(expected), page.Find(".reading img").GetAttribute("src")), Patience);
    }

    [Theory]
    [InlineData(-1e9, "Lower than all of 2,000 training examples: nothing unusual to this model.")]
    [InlineData(1e9, "Higher than all of 2,000 training examples: unlike what the model was trained on.")]
    [InlineData(double.NaN, "Its score is not finite.")]
    public void ScorePlace_Beyond_SaysSo(double score, string words)
    {
        var place = context.Render<ScorePlace>(given => given.Add(part => part.Source, model.TrainingScores).Add(part => part.Score, score));
        place.WaitForAssertion(() => Assert.Equal(words, place.Find("#score-place").TextContent), Patience);
    }

    [Fact]
    public void PosteriorChart_Latents_AreOrderedByRate()
    {
        var chart = context.Render<PosteriorChart>(given => given.Add(part => part.Model, model).Add(part => part.Posterior,
            new(1, 3, [0.5f, -1, 2], [0, 0, 2 * MathF.Log(0.5f)])));
        Assert.Equal("Posteriors: z 1 −1.00 ± 1.00; z 2 2.00 ± 0.50; z 0 0.50 ± 1.00.", chart.Find("[role=img]").GetAttribute("aria-label"));
        Assert.Equal(["1", "2", "0"], chart.FindAll(".tick.x").Select(tick => tick.TextContent));
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();

    private IRenderedComponent<PlaygroundView> Open() => context.Render<PlaygroundView>(given => given.Add(part => part.Model, model));

    private static string?[] Ends(IReadOnlyList<IElement> images) => [images[0].GetAttribute("src"), images[^1].GetAttribute("src")];
}
