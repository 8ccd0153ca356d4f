using Elbo.Studio.Components.Parts;

namespace Elbo.Studio.Tests.Components;

public sealed class ShowTests
{
    [Theory]
    [InlineData(-0.001, "0.00")]
    [InlineData(-0.006, "−0.01")]
    [InlineData(-1.5, "−1.50")]
    [InlineData(0, "0.00")]
    public void Number_ThatRoundsToZero_HasNoSign(double value, string text) => Assert.Equal(text, Show.Number(value, "F2"));
}
