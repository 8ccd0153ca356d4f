using Elbo.Analysis.Comparison;
using Elbo.Data;
using Elbo.Reports.Comparison;
using Elbo.Reports.Figures.Drawing;
using Elbo.Tests.Analysis.Comparison;
using Elbo.Tests.Reports.Figures;

namespace Elbo.Tests.Reports.Comparison;

public sealed class ComparisonFigureTests
{
    [Fact]
    public void Render_TwoProtocols_HasAPanelForEachAndTheirColours()
    {
        var (a, b, other) = (RunComparisonTests.Run("a", 90), RunComparisonTests.Run("b", 95),
            RunComparisonTests.Run("c", 300, training: new() { Binarization = Binarization.Dynamic }));
        using var one = Png.Decode(ComparisonFigure.Render(RunComparison.Of([a, b])));
        using var two = Png.Decode(ComparisonFigure.Render(RunComparison.Of([a, b, other])));
        Assert.InRange(two.Width / (double)one.Width, 1.8, 2.0);
        Assert.True(one.Count(Palette.Categorical[0]) > 500 && one.Count(Palette.Categorical[1]) > 500);
        // Both panels begin with the first colour; the second is used only in the left panel.
        Assert.True(two.Count(Palette.Categorical[0]) > 1.6 * one.Count(Palette.Categorical[0]));
        Assert.InRange(two.Count(Palette.Categorical[1]) / (double)one.Count(Palette.Categorical[1]), 0.95, 1.05);
    }

    [Fact]
    public void Render_MoreRunsThanColours_NamesTheLimit() => Assert.Contains("11 runs share", Assert.Throws<OptionsException>(() =>
        ComparisonFigure.Render(RunComparison.Of([.. Enumerable.Range(0, 11).Select(i => RunComparisonTests.Run($"{i}", i))]))).Message,
            StringComparison.Ordinal);
}
