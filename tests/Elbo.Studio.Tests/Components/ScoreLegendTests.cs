using Bunit;
using Elbo.Studio.Components.Layout;
using Elbo.Studio.Components.Maps;
using Elbo.Studio.Models;

namespace Elbo.Studio.Tests.Components;

public sealed class ScoreLegendTests : IAsyncDisposable
{
    private readonly BunitContext context = new();

    public ValueTask DisposeAsync() => context.DisposeAsync();

    [Fact]
    public void Scale_NotThereYet_SaysSo() => Assert.Contains("Scoring the examples.", Render(null).Markup, StringComparison.Ordinal);

    [Fact]
    public void Scale_Clipped_TellsBothEndsAndWhatLiesBeyond()
    {
        var legend = Render(new(-62.5, 151.5, -80, 230.5, [0, 1, 2])).Find(".score-legend");
        Assert.Equal(["≤ −62.5", "≥ 151.5 nats"], legend.QuerySelectorAll("span:not(.words)").Select(end => end.TextContent));
        Assert.Contains("from −80.0 to 230.5", legend.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Scale_Whole_HasNoSigns()
    {
        var legend = Render(new(1, 2, 1, 2, [0, 1])).Find(".score-legend");
        Assert.Equal(["1.0", "2.0 nats"], legend.QuerySelectorAll("span:not(.words)").Select(end => end.TextContent));
        Assert.DoesNotContain("beyond", legend.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sequential_OnEitherGround_GrowsAwayFromIt(bool isDark)
    {
        var appearance = new Appearance(isDark);
        var luminances = Enumerable.Range(0, 21).Select(i => Luminance(appearance.Sequential(i / 20.0))).ToList();
        Assert.Equal(isDark ? luminances.Order() : luminances.OrderDescending(), luminances);
        var ground = Luminance(appearance.Surface);
        Assert.All(luminances, luminance => Assert.True((Math.Max(luminance, ground) + 0.05) / (Math.Min(luminance, ground) + 0.05) > 1.8));
    }

    private IRenderedComponent<ScoreLegend> Render(ScoreScale? scale) => context.Render<ScoreLegend>(given => given.Add(legend => legend.Scale, scale));

    /// <summary>WCAG's relative luminance of #rrggbb.</summary>
    private static double Luminance(string color)
    {
        double Linear(int at) => Convert.ToInt32(color.Substring(at, 2), 16) / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        return 0.2126 * Linear(1) + 0.7152 * Linear(3) + 0.0722 * Linear(5);
    }
}
