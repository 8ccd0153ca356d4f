using Elbo.Compute.Simd;

namespace Elbo.Tests.Compute.Simd;

public sealed class FiniteLoopTests
{
    [Theory]
    [InlineData(3e38f, true)]
    [InlineData(-2e19f, true)]
    [InlineData(float.NaN, false)]
    [InlineData(float.PositiveInfinity, false)]
    [InlineData(float.NegativeInfinity, false)]
    public void OneBadNumber_AnywhereInAnyLength_IsFound(float bad, bool isFinite)
    {
        for (var length = 1; length <= 70; length++)
            for (var at = 0; at < length; at++)
            {
                var values = Enumerable.Repeat(1e18f, length).ToArray();
                Assert.True(FiniteLoop.HasFiniteSquares(values));
                values[at] = bad;
                Assert.False(FiniteLoop.HasFiniteSquares(values));
                Assert.Equal(isFinite, FiniteLoop.IsFinite(values));
            }
    }
}
