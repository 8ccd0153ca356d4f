using Elbo.Compute.Engine;

namespace Elbo.Tests.Compute.Engine;

public sealed class ClaimsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Take_ManyWorks_EveryBlockIsTakenOnceInItsWork(int threads)
    {
        int[] works = [40, 0, 1, 7, 66, 3];
        var counts = works.Select(blocks => new int[blocks]).ToArray();
        var claims = new Claims(threads);
        using var team = new Team(threads);
        for (var repeat = 0; repeat < 100; repeat++)
            team.Run(thread =>
            {
                var claimant = new Claimant(claims, thread);
                foreach (var taken in counts)
                    while (claimant.Take(taken.Length, out var part))
                        for (var block = part.First; block < part.End; block++)
                            Interlocked.Increment(ref taken[block]);
            });
        Assert.All(counts.SelectMany(taken => taken), count => Assert.Equal(100, count));
    }

    [Fact]
    public void Take_OneThread_GetsAllAtOnce()
    {
        var claimant = new Claimant(new(threads: 1), thread: 0);
        Assert.True(claimant.Take(9, out var part));
        Assert.Equal((0, 9), part);
        Assert.False(claimant.Take(9, out _));
        Assert.True(claimant.Take(4, out part));
        Assert.Equal((0, 4), part);
    }

    [Fact]
    public void Take_OtherThreadStaysAway_GetsItsOwnRangeFirstAndThenTheOther()
    {
        var claims = new Claims(threads: 2);
        var parts = new List<(int, int)>();
        for (var thread = new Claimant(claims, 1); thread.Take(16, out var part);)
            parts.Add(part);
        Assert.Equal([(8, 12), (12, 14), (14, 15), (15, 16), (0, 4), (4, 6), (6, 7), (7, 8)], parts);
        Assert.False(new Claimant(claims, 0).Take(16, out _));
    }

    [Fact]
    public void Take_FewerBlocksThanThreads_EveryBlockIsTaken()
    {
        var claims = new Claims(threads: 5);
        Assert.True(new Claimant(claims, 3).Take(1, out var part));
        Assert.Equal((0, 1), part);
        for (var thread = 0; thread < 5; thread++)
            Assert.False(new Claimant(claims, thread).Take(1, out _));
        Assert.True(new Claimant(claims, 4).Take(2, out part));
        Assert.Equal((1, 2), part);
    }
}
