using Elbo.Compute.Randomness;
using Elbo.Exchange;

namespace Elbo.Tests.Compute.Randomness;

public sealed class ShuffleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    [InlineData(60_000)]
    public void Permutation_AnyCount_HoldsEachIndexOnce(int count) =>
        Assert.Equal(Enumerable.Range(0, count), Shuffle.Permutation(count, 5, 1).Order());

    [Fact]
    public void Subset_OfASortedFile_IsSpreadAndNestedAndTheSameForItsSeed()
    {
        var some = Shuffle.Subset(10_000, 2000, seed: 0);
        Assert.Equal(2000, some.Distinct().Count());
        Assert.Equal(some.Order(), some);
        // If each thousand is a class: 200 of each, with a standard deviation of 12.
        Assert.All(some.CountBy(index => index / 1000), group => Assert.InRange(group.Value, 150, 250));
        Assert.Equal(some, Shuffle.Subset(10_000, 2000, seed: 0));
        Assert.NotEqual(some, Shuffle.Subset(10_000, 2000, seed: 1));
        Assert.Empty(Shuffle.Subset(10_000, 100, seed: 0).Except(some));
        Assert.Equal([0, 1, 2], Shuffle.Subset(3, 10, seed: 0));
    }

    [Fact]
    public void Permutation_SeedAndEpoch_DecideIt()
    {
        var first = Shuffle.Permutation(1000, 5, 1);
        Assert.Equal(first, Shuffle.Permutation(1000, 5, 1));
        Assert.NotEqual(first, Shuffle.Permutation(1000, 5, 2));
        Assert.NotEqual(first, Shuffle.Permutation(1000, 6, 1));
        // Two independent permutations agree at one place on average (Poisson): more than 8 happens once in 900,000.
        Assert.InRange(first.Zip(Shuffle.Permutation(1000, 5, 2), (a, b) => a == b ? 1 : 0).Sum(), 0, 8);
    }

    [Fact]
    public void Permutation_ManyEpochsOfFour_GiveEachOrderEquallyOften()
    {
        const int Draws = 24_000;
        var counts = Enumerable.Range(0, Draws)
            .CountBy(epoch => string.Join("", Shuffle.Permutation(4, 1, epoch))).Select(c => c.Value).ToArray();
        Assert.Equal(24, counts.Length);
        // χ² with 23 degrees of freedom: 56.5 is exceeded once in 10,000.
        Assert.InRange(counts.Sum(c => Math.Pow(c - Draws / 24.0, 2) / (Draws / 24.0)), 1, 56.5);
    }
}
