using Elbo.Evaluation;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Tests.Evaluation;

public sealed class NumbersTests
{
    [Theory]
    [InlineData(-1.5, "F1", "−1.5")]
    [InlineData(-0.01, "F1", "0.0")]
    [InlineData(-0.9, "F1", "−0.9")]
    [InlineData(0.5, "0.##", "0.5")]
    public void Text_Negative_HasATrueMinusSign(double value, string format, string expected) =>
        Assert.Equal(expected, Numbers.Text(value, format));

    [Theory]
    [InlineData(1, 150, 8, 1, new double[] { 20, 40, 60, 80, 100, 120, 140 })]
    [InlineData(1, 2, 8, 1, new double[] { 1, 2 })]
    [InlineData(1, 1, 8, 1, new double[] { 1 })]
    [InlineData(-0.3, 0.3, 6, 0, new[] { -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3 })]
    [InlineData(0, 1, 4, 0, new[] { 0, 0.5, 1 })]
    [InlineData(0, 30, 4, 0, new double[] { 0, 10, 20, 30 })]
    [InlineData(0, 20, 10, 0, new double[] { 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20 })]
    [InlineData(0, 50, 10, 0, new double[] { 0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50 })]
    [InlineData(0, 300, 10, 0, new double[] { 0, 50, 100, 150, 200, 250, 300 })]
    public void Ticks_Range_AreRound(double low, double high, int most, double least, double[] expected) =>
        Assert.Equal(expected, Numbers.Ticks(low, high, most, least));

    [Fact]
    public void TickTexts_Step_DecidesTheDecimals()
    {
        Assert.Equal(["0.00", "0.25", "0.50"], Numbers.TickTexts([0, 0.25, 0.5]));
        Assert.Equal(["−10", "0", "20,000"], Numbers.TickTexts([-10, 0, 20_000]));
        Assert.Equal(["5000", "10,000"], Numbers.TickTexts([5000, 10_000]));
        Assert.Equal(["0e0", "1e9"], Numbers.TickTexts([0, 1e9]));
        Assert.Equal(["0e0", "1e7"], Numbers.TickTexts([0, 1e7]));
    }

    [Fact]
    public void Fit_TooWide_EndsInAnEllipsisAndFits()
    {
        var text = TextStyle.Label.Fit("a very long name of a label 🙂🙂🙂", 120);
        Assert.EndsWith("…", text);
        Assert.True(TextStyle.Label.Measure(text) <= 120);
    }
}
