using Elbo.Cli.Screens;

namespace Elbo.Cli.Tests.Screens;

public sealed class MinusTests
{
    [Theory]
    [InlineData(-903.12, "  −903.12")]
    [InlineData(999_999_999, "999999999.00")]
    [InlineData(-8.1377e34, "−8.14E+34")]
    [InlineData(1e9, "  1.00E+9")]
    [InlineData(double.PositiveInfinity, "        ∞")]
    [InlineData(double.NegativeInfinity, "       −∞")]
    [InlineData(double.NaN, "      NaN")]
    public void True_Nats_FitAColumn(double value, string expected)
    {
        Assert.Equal(expected, Minus.True($"{value,9:F2}"));
        if (double.IsFinite(value) && Math.Abs(value) is < 1000 or > 1e10)
            Assert.Equal(expected, Minus.True($"{(float)value,9:F2}"));
    }

    [Fact]
    public void True_OtherFormatsAndNothing_AreAsUsual()
    {
        double? none = null;
        Assert.Equal("−12,345,678,901 0.1 −0.1 a ± ", Minus.True($"{-12345678901.0:N0} {0.1f} {-0.1} {"a"} ± {none:F2}"));
    }
}
