using System.Runtime.CompilerServices;
using Elbo.Compute.Engine;
using Elbo.Exchange;

namespace Elbo.Tests.Compute.Engine;

public sealed class TeamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Run_ManyJobsWithBarriers_EveryThreadSeesWhatTheOthersWrote(int threads)
    {
        using var team = new Team(threads);
        var written = new int[threads];
        var seen = new int[threads];
        for (var job = 1; job <= 200; job++)
        {
            team.Run(thread =>
            {
                written[thread] = job;
                team.Barrier();
                seen[thread] = written.Sum();
            });
            Assert.All(seen, sum => Assert.Equal(job * threads, sum));
        }
    }

    [Fact]
    public void Run_NoMoreJobs_WorkersParkAndWakeAgain()
    {
        using var team = new Team(3);
        for (var round = 0; round < 3; round++)
        {
            var ran = 0;
            team.Run(_ => Interlocked.Increment(ref ran));
            Assert.Equal(3, ran);
            Assert.All(team.Threads, thread => Assert.True(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Patience)));
        }
    }

    [Fact]
    public void Dispose_ParkedOrNot_EndsTheWorkers()
    {
        var team = new Team(3);
        team.Run(_ => { });
        team.Dispose();
        Assert.All(team.Threads, thread => Assert.True(thread.Join(Patience)));
    }

    [Fact]
    public void Finalizer_TeamForgotten_EndsTheWorkers()
    {
        var threads = Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.All(threads, thread => Assert.True(thread.Join(Patience)));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static IReadOnlyList<Thread> Forget()
        {
            var team = new Team(3);
            team.Run(_ => { });
            return team.Threads;
        }
    }
}
