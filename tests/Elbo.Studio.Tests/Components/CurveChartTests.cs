using Bunit;
using Elbo.Studio.Components.Parts;
using Plotly.Blazor;
using Plotly.Blazor.Traces;

namespace Elbo.Studio.Tests.Components;

public sealed class CurveChartTests : IDisposable
{
    private readonly BunitContext context = new();

    public CurveChartTests() => context.JSInterop.Mode = JSRuntimeMode.Loose;

    public void Dispose() => context.Dispose();

    [Fact]
    public void Curves_WithoutAPoint_SaysWhatIsMissing()
    {
        var chart = Render(new Curve("train", "#000", [], []));
        Assert.Equal("Drawn after the first epoch.", chart.Find(".chart").TextContent.Trim());
        Assert.Empty(chart.FindComponents<PlotlyChart>());
    }

    [Fact]
    public void Label_TellsWhereEachCurveEnds() => Assert.Equal(
        "−ELBO, nats per example, by epoch: train 90.5 at 2; test −3 at 1",
        Render(new("train", "#000", [1, 2], [100, 90.5]), new("none", "#000", [], []),
            new("test", "#000", [1], [-3])).Find("[role=img]").GetAttribute("aria-label"));

    /// <summary>JSON has no infinity: the chart would not be drawn.</summary>
    [Fact]
    public void Curves_NotFinite_AreGaps() =>
        Assert.Equal([1.0, null, null, 4.0], Trace(Render(new Curve("train", "#000", [1, 2, 3, 4], [1, double.NaN, double.PositiveInfinity, 4]))).Y);

    [Fact]
    public void Curves_TheSameAgain_AreNotDrawnAgain()
    {
        var chart = Render(new Curve("train", "#000", [1], [100]));
        var drawn = Trace(chart);
        Set(chart, new Curve("train", "#000", [1], [100]));
        Assert.Same(drawn, Trace(chart));
        Set(chart, new Curve("train", "#000", [1, 2], [100, 90]));
        Assert.Equal([100.0, 90.0], Trace(chart).Y);
    }

    private static Scatter Trace(IRenderedComponent<CurveChart> chart) => (Scatter)chart.FindComponent<PlotlyChart>().Instance.Data[0];

    private IRenderedComponent<CurveChart> Render(params Curve[] curves) =>
        context.Render<CurveChart>(given => given.Add(chart => chart.Title, "−ELBO").Add(chart => chart.Curves, curves));

    private static void Set(IRenderedComponent<CurveChart> chart, params Curve[] curves) => chart.Render(given => given.Add(part => part.Curves, curves));
}
