using Elbo.Data;

namespace Elbo.Tests.Data;

public sealed class KnownLabelsTests
{
    private static readonly string[] Classes = ["a", "b", "c"];

    /// <summary>60 examples: classes 0, 1 and 2 by turns, and every fifth without a label.</summary>
    private static readonly long[] Labels = [.. Enumerable.Range(0, 60).Select(i => i % 5 == 4 ? -1L : i % 3)];

    [Fact]
    public void Draw_Seeds_AreBalancedRepeatableAndNested()
    {
        var drawn = KnownLabels.Draw(Labels, Classes, 12, seed: 5, "data");
        Assert.Equal(12, drawn.Distinct().Count());
        Assert.Equal(drawn.Order(), drawn);
        Assert.Equal([4, 4, 4], drawn.GroupBy(i => Labels[i]).OrderBy(g => g.Key).Select(g => g.Count()));
        Assert.Equal(drawn, KnownLabels.Draw(Labels, Classes, 12, seed: 5, "data"));
        Assert.NotEqual(drawn, KnownLabels.Draw(Labels, Classes, 12, seed: 6, "data"));
        Assert.Subset(drawn.ToHashSet(), KnownLabels.Draw(Labels, Classes, 6, seed: 5, "data").ToHashSet());
        // Where the number is not a multiple of the classes, the first ones get one more.
        Assert.Equal([3, 3, 2], KnownLabels.Draw(Labels, Classes, 8, seed: 5, "data").GroupBy(i => Labels[i]).OrderBy(g => g.Key).Select(g => g.Count()));
    }

    [Theory]
    [InlineData(2, "labels-known was 2, but data has 3 classes, and each needs a label or more. Use --labels-known 3.")]
    [InlineData(51, "labels-known was 51, 17 of each class, but data has 16 training examples of the class a. Use at most --labels-known 48.")]
    [InlineData(1000, "labels-known was 1000, 334 of each class, but data has 16 training examples of the class a. Use at most --labels-known 48.")]
    public void Draw_TooFewOrTooMany_IsRefused(int count, string message) => Assert.Equal(
        [message], Assert.Throws<OptionsException>(() => KnownLabels.Draw(Labels, Classes, count, seed: 0, "data")).Faults);
}
