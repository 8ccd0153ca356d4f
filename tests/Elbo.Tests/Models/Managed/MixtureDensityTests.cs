using Elbo.Models.Managed;

namespace Elbo.Tests.Models.Managed;

public sealed class MixtureDensityTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void LogProbability_TooFarForSquares_IsMinusInfinity(int components)
    {
        var density = new MixtureDensity(new float[components], new float[components], new float[components]);
        Assert.Equal(-0.5 * Math.Log(2 * Math.PI), density.LogProbability([0]), 1e-12);
        foreach (var far in new[] { 1e200, double.PositiveInfinity, double.NegativeInfinity })
            Assert.Equal(double.NegativeInfinity, density.LogProbability([far]));
    }
}
