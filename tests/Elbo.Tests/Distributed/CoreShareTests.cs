using Elbo.Distributed;

namespace Elbo.Tests.Distributed;

public sealed class CoreShareTests
{
    [Theory]
    [InlineData("1111", "1111", 4, 4)] // one rank
    [InlineData("1111", "2222", 4, 2)] // two ranks, not bound
    [InlineData("1100", "1111", 2, 2)] // two ranks, each bound to two cores
    [InlineData("111", "333", 3, 1)] // three thirds
    [InlineData("11", "44", 2, 1)] // more ranks than cores
    [InlineData("11111111", "22222222", 3, 1)] // a container's limit of three cores, for two ranks
    public void Threads_CoresAndRanks_DividesEachCore(string own, string ranks, int processors, int expected) =>
        Assert.Equal(expected, CoreShare.Threads([.. own.Select(c => c == '1')], [.. ranks.Select(c => (double)(c - '0'))], processors));

    [Fact]
    public void Threads_OnThisMachineByItself_AreAllProcessors() =>
        Assert.Equal(Environment.ProcessorCount, CoreShare.Threads(_ => { }));
}
