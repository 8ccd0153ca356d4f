using Elbo.Compute.Distributed;

namespace Elbo.Tests.Compute.Distributed;

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
        Assert.Equal(expected, CoreShare.Of([.. own.Select(c => c == '1')], [.. ranks.Select(c => (double)(c - '0'))], processors).Threads);

    [Theory]
    [InlineData("11", "22", false)]
    [InlineData("111", "333", false)]
    [InlineData("11", "33", true)]
    public void IsScarce_RanksOnCores_SaysWhetherWaitingTakesACore(string own, string ranks, bool expected) =>
        Assert.Equal(expected, CoreShare.Of([.. own.Select(c => c == '1')], [.. ranks.Select(c => (double)(c - '0'))], own.Length).IsScarce);

    [Fact]
    public void Threads_OnThisMachineByItself_AreAllProcessors() =>
        Assert.Equal(Environment.ProcessorCount, CoreShare.Of(_ => { }).Threads);

    [Theory]
    [InlineData("3", 3)]
    [InlineData(" 4,2 ", 4)] // two levels of nesting
    [InlineData("0", null)]
    [InlineData("-2", null)]
    [InlineData("many", null)]
    [InlineData("99999", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void ThreadsAsked_OfTheVariable_IsItsFirstNumber(string? variable, int? expected) => Assert.Equal(expected, Communicator.ThreadsAsked(variable));
}
