using Elbo.Compute.Native;
using Elbo.Tests.Training;
using TorchSharp;

namespace Elbo.Tests.Compute.Native;

[Collection(TorchCollection.Name)]
public sealed class TorchTeamTests : IDisposable
{
    private readonly int threads = torch.get_num_threads();

    public void Dispose() => torch.set_num_threads(threads);

    [Theory]
    [InlineData(0, 1, 4)]
    [InlineData(1, 1, 4)]
    [InlineData(7, 1, 3)]
    [InlineData(1000, 1, 2)]
    [InlineData(1000, 400, 5)]
    public void Run_AnyCount_DoesEachUnitOnce(int count, int least, int threads)
    {
        torch.set_num_threads(threads);
        var done = new int[count];
        var parts = 0;
        TorchTeam.Run(count, least, (first, end) =>
        {
            Interlocked.Increment(ref parts);
            for (var i = first; i < end; i++)
                Interlocked.Increment(ref done[i]);
        });
        Assert.All(done, times => Assert.Equal(1, times));
        Assert.InRange(parts, 1, Math.Max(1, Math.Min(threads, count / least)));
    }

    [Fact]
    public void Run_PartThrows_ThrowsTheSameHere()
    {
        torch.set_num_threads(2);
        var error = Assert.Throws<InvalidOperationException>(() => TorchTeam.Run(2, 1, (first, _) =>
        {
            if (first == 1)
                throw new InvalidOperationException("the second unit");
        }));
        Assert.Equal("the second unit", error.Message);
    }

    [Fact]
    public void IsShared_Linux_FindsLibtorchsThreads() => Assert.Equal(OperatingSystem.IsLinux(), TorchTeam.IsShared);

    [Fact]
    public async Task Run_SeveralCallersAtOnce_EachGetsItsOwnWork()
    {
        torch.set_num_threads(3);
        var sums = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(() =>
        {
            var sum = 0L;
            for (var round = 0; round < 50; round++)
                TorchTeam.Run(300, 1, (first, end) => Interlocked.Add(ref sum, (long)(end - first) * (caller + 1)));
            return sum;
        }, TestContext.Current.CancellationToken)));
        Assert.Equal(Enumerable.Range(1, 8).Select(n => 300L * 50 * n), sums);
    }
}
