using Bunit;
using Elbo.Studio.Components.Parts;
using Elbo.Studio.Runs;
using MudBlazor.Services;

namespace Elbo.Studio.Tests.Components;

public sealed class ReconstructionsOverTimeTests : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly BunitContext context = new();
    private readonly ManualTime time = new();
    private readonly RunEntry run;

    public ReconstructionsOverTimeTests()
    {
        context.Services.AddMudServices();
        context.Services.AddSingleton<TimeProvider>(time);
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        run = new("a b", TinyRun.Write(folder.At("run"), TinyRun.Manifest with { BestEpoch = 2 }), TinyRun.Manifest with { BestEpoch = 2 }, null,
            DateTime.UnixEpoch, 0, [], false);
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public void Epochs_None_SaysSo() => Assert.Contains("Drawn after the first epoch.", Render().Find("section").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Epochs_New_AreFollowed()
    {
        var part = Render(1, 2);
        Assert.Contains("epoch=2&", part.Find("img").GetAttribute("src"), StringComparison.Ordinal);
        Assert.Contains("run=a%20b", part.Find("img").GetAttribute("src"), StringComparison.Ordinal);
        Set(part, 1, 2, 3);
        Assert.Equal((3, "108.00"), Shown(part));
    }

    [Fact]
    public void Slider_Moved_StaysUntilItIsAtTheEndAgain()
    {
        var part = Render(1, 2);
        part.Find("input").Input("0");
        Set(part, 1, 2, 3);
        Assert.Equal((1, "110.00"), Shown(part));
        part.Find("input").Input("2");
        Set(part, 1, 2, 3, 4);
        Assert.Equal(4, Shown(part).Epoch);
    }

    [Fact]
    public void Epochs_TheShownOneIsRemoved_TheOneBeforeIsShown()
    {
        var part = Render(1, 2, 3, 4);
        part.Find("input").Input("2");
        Set(part, 1, 2, 4);
        Assert.Equal(2, Shown(part).Epoch);
        Set(part);
        Assert.Empty(part.FindAll("img"));
    }

    [Fact]
    public void Best_NotTheLast_IsNamed()
    {
        var part = Render(1, 2, 3);
        Assert.DoesNotContain("of this epoch are kept", part.Markup, StringComparison.Ordinal);
        part.Find("input").Input("1");
        Assert.Contains("the weights of this epoch are kept", part.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Play_FromTheEnd_BeginsAnewAndEndsAtTheNewest()
    {
        var part = Render(1, 2, 3);
        part.Find("button").Click();
        Assert.Equal(1, Shown(part).Epoch);
        Tick(part, 2);
        Assert.Equal("Pause", part.Find("button").GetAttribute("aria-label"));
        Tick(part, 3);
        part.WaitForAssertion(() => Assert.Equal(("Play", 0), (part.Find("button").GetAttribute("aria-label"), time.Timers)));
    }

    [Fact]
    public void Play_SliderMoved_Pauses()
    {
        var part = Render(1, 2, 3, 4);
        part.Find("button").Click();
        Tick(part, 2);
        part.Find("input").Input("0");
        part.WaitForAssertion(() => Assert.Equal(("Play", 0), (part.Find("button").GetAttribute("aria-label"), time.Timers)));
        Assert.Equal(1, Shown(part).Epoch);
    }

    [Fact]
    public async Task Play_PageIsLeft_Ends()
    {
        var part = Render(1, 2, 3);
        part.Find("button").Click();
        await context.DisposeComponentsAsync();
        Assert.True(SpinWait.SpinUntil(() => time.Timers == 0, TimeSpan.FromSeconds(30)));
    }

    private IRenderedComponent<ReconstructionsOverTime> Render(params int[] epochs) => context.Render<ReconstructionsOverTime>(given => given
        .Add(part => part.Run, run).Add(part => part.Epochs, epochs)
        .Add(
            part => part.NegElbos,
            Enumerable.Range(1, 3).SelectMany(TinyRun.Epoch).Where(row => row.Split == "test").ToDictionary(row => row.Epoch, row => row.NegElbo)));

    private static void Set(IRenderedComponent<ReconstructionsOverTime> part, params int[] epochs) =>
        part.Render(given => given.Add(each => each.Epochs, epochs));

    private void Tick(IRenderedComponent<ReconstructionsOverTime> part, int epoch)
    {
        time.Tick();
        part.WaitForAssertion(() => Assert.Equal(epoch, Shown(part).Epoch));
    }

    private static (int Epoch, string NegElbo) Shown(IRenderedComponent<ReconstructionsOverTime> part) =>
        (int.Parse(part.Find(".time b").TextContent, System.Globalization.CultureInfo.InvariantCulture),
            part.Find("p b").TextContent["test −ELBO ".Length..]);
}
