using Bunit;
using Elbo.Studio.Components.Parts;
using Elbo.Studio.Components.Playground;
using Elbo.Studio.Models;
using MudBlazor;
using MudBlazor.Services;

namespace Elbo.Studio.Tests.Playground;

/// <summary>Runs with a condition in the playground.</summary>
public sealed class ConditionTests : IClassFixture<ConditionedRun>, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ConditionedRun run;
    private readonly BunitContext context = new();

    public ConditionTests(ConditionedRun run)
    {
        this.run = run;
        context.Services.AddMudServices();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Render<MudPopoverProvider>();
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    private static byte[] Digit(LoadedModel model, int example) => model.Examples!.Image(example).ToArray();

    [Fact]
    public void Reading_NoChoice_IsOfTheImagesOwnConditionOrTheBestOne()
    {
        var model = run.Labels;
        var (label, digit) = (model.Examples!.Labels[5], Digit(model, 5));
        Assert.Equal($"label={label}", ModelReading.Of(model, "digit", digit, 5).Given);
        var drawn = ModelReading.Of(model, "digit", digit);
        var scores = Enumerable.Range(0, 10).Select(c => ModelReading.Of(model.Given([c]), "digit", digit).Elbo.NegElbo).ToList();
        Assert.Equal($"label={scores.IndexOf(scores.Min())}", drawn.Given);
        Assert.Equal(scores.Min(), drawn.Elbo.NegElbo, 1e-6);
        Assert.Equal("label=any", ModelReading.Of(run.LabelsOrAny, "digit", digit).Given);
        Assert.Equal($"label={model.Examples.Labels[5]}", ModelReading.Of(run.LabelsOrAny, "digit", digit, 5).Given);
    }

    [Fact]
    public void Reading_ModelThatInfersTheClass_TakesTheLikeliest()
    {
        var model = run.Inferred;
        var reading = ModelReading.Of(model, "digit", Digit(model, 5), 5);
        Assert.Equal(model.Whole.Encode(model.Examples!.Slice(5, 1), Xunit.TestContext.Current.CancellationToken).Mu, reading.Posterior.Mu);
    }

    [Fact]
    public void For_AnExample_IsUnderItsOwnConditionUnlessAnotherWasChosen()
    {
        var (model, z) = (run.Labels, new float[] { 0.5f, -1, 2 });
        Assert.Equal(model.Given([model.Examples!.Labels[5]]).Decode(z), model.For(5).Decode(z));
        Assert.Same(model, model.For(null));
        var chosen = model.Given([3]);
        Assert.Same(chosen, chosen.For(5));
    }

    [Fact]
    public void Given_AnotherClass_ChangesWhatCodesDecodeTo()
    {
        var (model, z) = (run.Labels, new float[] { 0.5f, -1, 2 });
        var each = model.DecodeAsEveryClass(z);
        Assert.Equal(10, each.Distinct().Count());
        for (var c = 0; c < 10; c++)
            Assert.Equal(each[c], model.Given([c]).Decode(z));
        // Pages that know of no condition decode under the usual one.
        Assert.Equal(each[0], model.Decode(z));
        Assert.Same(model.Codes, model.Given([3]).Codes);
    }

    [Fact]
    public async Task Chooser_ClassThenAutomatic_TellsThePage()
    {
        double[]? told = [7];
        var chooser = context.Render<ConditionChooser>(given => given.Add(part => part.Model, run.LabelsOrAny)
            .Add(part => part.ValueChanged, (double[]? cells) => told = cells));
        Assert.Contains(
            "A test example is encoded and decoded under its own condition, any other image under label=any", chooser.Markup, StringComparison.Ordinal);
        var list = chooser.FindComponent<MudSelect<int>>().Instance;
        await chooser.InvokeAsync(() => list.ValueChanged.InvokeAsync(4));
        Assert.Equal([4], told!);
        chooser.Render(given => given.Add(part => part.Value, told));
        Assert.Contains("Everything on this page is encoded and decoded given label=4.", chooser.Markup, StringComparison.Ordinal);
        await chooser.InvokeAsync(() => list.ValueChanged.InvokeAsync(-2));
        Assert.True(double.IsNaN(told![0]));
        await chooser.InvokeAsync(() => list.ValueChanged.InvokeAsync(-1));
        Assert.Null(told);
    }

    [Fact]
    public async Task Playground_TestExample_IsShownAsEveryClassAndReadAnewUnderAnother()
    {
        var model = run.Labels;
        var page = context.Render<PlaygroundView>(given => given.Add(view => view.Model, model));
        await page.InvokeAsync(() => page.FindComponents<ExamplePick>()[0].Instance.Chosen.InvokeAsync(5));
        // The page opens with a digit of its own, whose strip may come first.
        page.WaitForAssertion(() =>
        {
            var strip = page.Find(".class-strip").TextContent;
            Assert.Contains("The code of test example 5", strip, StringComparison.Ordinal);
            Assert.Contains($"encoded given label={model.Examples!.Labels[5]}", strip, StringComparison.Ordinal);
            Assert.Equal(10, page.FindAll(".class-strip img").Count);
        }, Patience);
        var before = page.Find("#reconstruction").GetAttribute("src");
        var other = (model.Examples!.Labels[5] + 1) % 10;
        page.Render(given => given.Add(view => view.Model, model.Given([other])));
        page.WaitForAssertion(() => Assert.Contains($"encoded given label={other}", page.Find(".class-strip").TextContent, StringComparison.Ordinal), Patience);
        Assert.NotEqual(before, page.Find("#reconstruction").GetAttribute("src"));
    }

    [Fact]
    public async Task Playground_NoCondition_HasNoStrip()
    {
        using var plain = new LoadedRun();
        var page = context.Render<PlaygroundView>(given => given.Add(view => view.Model, plain.Model));
        await page.InvokeAsync(() => page.FindComponents<ExamplePick>()[0].Instance.Chosen.InvokeAsync(5));
        page.WaitForAssertion(() => page.Find(".reading"), Patience);
        Assert.Empty(page.FindAll(".class-strip"));
    }
}
