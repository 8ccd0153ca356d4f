using Bunit;
using Elbo.Objectives;
using Elbo.Studio.Components.Loss;
using Elbo.Studio.Components.Pages;
using Elbo.Studio.Runs;
using Elbo.Studio.Training;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor.Services;

namespace Elbo.Studio.Tests.Loss;

public sealed class LossPageTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly BunitContext context = new();

    public LossPageTests()
    {
        var options = new StudioOptions { Folder = folder.Path };
        var catalog = new RunCatalog(options, TimeProvider.System, NullLogger<RunCatalog>.Instance);
        context.Services.AddMudServices();
        context.Services.AddSingleton(TimeProvider.System);
        context.Services.AddSingleton(catalog);
        context.Services.AddSingleton(new TrainProcesses(options, catalog));
        context.JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Theory]
    [InlineData(0, 0, "0.000 0.500 0.000 −0.500 0.000")]
    [InlineData(1, 0, "0.500 0.500 0.000 −0.500 0.500")]
    [InlineData(-2, -2, "2.000 0.068 1.000 −0.500 2.568")]
    public void RateTable_ClosedForm_ShowsItsTermsAndTheirSum(double mu, double logVar, string numbers)
    {
        var table = context.Render<RateTable>(given => given.Add(part => part.Value, new UnivariateGaussian(mu, logVar)));
        Assert.Equal(numbers, string.Join(' ', table.FindAll("td.number").Select(cell => cell.TextContent)));
    }

    [Fact]
    public async Task Page_SlidersMove_AllNumbersFollow()
    {
        var page = context.Render<LossPage>();
        await page.InvokeAsync(() => page.FindAll("input[aria-label=mu]")[0].InputAsync("1"));
        await page.InvokeAsync(() => page.FindAll("input[aria-label=logvar]")[1].InputAsync("0"));
        Assert.Equal("0.500", page.Find("#kl").TextContent);
        Assert.Equal(["1", "1"], page.FindAll("input[aria-label=mu]").Select(slider => slider.GetAttribute("value")));
        Assert.Equal("1.000", page.Find("#dz-dmu").TextContent);
        var (eps, z, gradient) = (Number("td.number"), Number("#z"), Number("#dz-dlogvar"));
        Assert.Equal(1 + eps, z, 1e-3);
        Assert.Equal(eps / 2, gradient, 1e-3);

        double Number(string selector) =>
            double.Parse(page.FindComponent<Reparameterization>().Find(selector).TextContent.Replace('−', '-'),
                System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Page_DrawAgainOrAnotherSample_ShowsAnotherEps()
    {
        var draws = context.Render<LossPage>().FindComponent<Reparameterization>();
        List<string> seen = [Eps()];
        await draws.InvokeAsync(() => draws.Find("input[aria-label='highlighted sample']").InputAsync("7"));
        seen.Add(Eps());
        await draws.InvokeAsync(() => draws.Find("button").ClickAsync());
        seen.Add(Eps());
        Assert.Equal(3, seen.Distinct().Count());

        string Eps() => draws.Find("td.number").TextContent;
    }

    [Theory]
    [InlineData(0.5, 3.0 / 7, 0, 0)]
    [InlineData(1, 0, 3, 3)]
    [InlineData(-9, 9, -3, -4)]
    public async Task KlMap_Dragged_TellsWhereTo(double across, double down, double mu, double logVar)
    {
        UnivariateGaussian? told = null;
        var map = context.Render<KlMap>(given => given.Add(part => part.Value, default).Add(part => part.ValueChanged, value => told = value));
        await map.InvokeAsync(() => map.Instance.DragAsync(across, down));
        Assert.Equal(new UnivariateGaussian(mu, logVar), told);
    }

    [Fact]
    public async Task KlMap_DraggedNowhere_StaysWhereItIs()
    {
        var map = context.Render<KlMap>(given => given.Add(part => part.Value, default).Add(part => part.ValueChanged, _ => Assert.Fail("told")));
        await map.InvokeAsync(() => map.Instance.DragAsync(double.NaN, 0));
    }

    [Fact]
    public void ReductionRuns_None_GivesBothCommands()
    {
        var runs = context.Render<ReductionRuns>();
        Assert.Equal(
            [$"elbo train --recipe collapse --reduction sum --out {folder.At("collapse-sum")}", $"elbo train --recipe collapse --out {folder.At("collapse")}"],
            runs.FindAll(".command").Select(command => command.TextContent));
    }

    [Fact]
    public void ReductionRuns_Both_ShowsTheirNumbersAndFigures()
    {
        TinyRun.Write(folder.At("good"));
        TinyRun.Write(folder.At("collapsed"), TinyRun.Manifest with
        {
            Training = TinyRun.Manifest.Training with { Reduction = Reduction.Mean },
            Test = TinyRun.Manifest.Test! with { Distortion = 206.25, Rate = 0.01, ActiveLatents = 0 },
        });
        var runs = context.Render<ReductionRuns>();
        Assert.Contains("they differ only in the reduction", runs.Markup, StringComparison.OrdinalIgnoreCase);
        var mean = runs.Find("[data-reduction=mean]");
        Assert.Contains("distortion / 4 + rate", mean.TextContent, StringComparison.Ordinal);
        Assert.Contains("206.25", mean.TextContent, StringComparison.Ordinal);
        Assert.Contains("run=collapsed&file=samples.png", mean.QuerySelector("img")!.GetAttribute("src"), StringComparison.Ordinal);
        Assert.Contains("run=good", runs.Find("[data-reduction=sum] img").GetAttribute("src"), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        context.DisposeAsync().AsTask().GetAwaiter().GetResult();
        folder.Dispose();
    }
}
