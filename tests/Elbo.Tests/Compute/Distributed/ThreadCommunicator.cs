using System.Runtime.ExceptionServices;
using Elbo.Compute.Distributed;

namespace Elbo.Tests.Compute.Distributed;

/// <summary>Ranks that are threads of one process. Sums are added in the order of ranks, so that every run gives the same bits.</summary>
internal sealed class ThreadCommunicator : Communicator
{
    private readonly Team team;

    private ThreadCommunicator(Team team, int rank) => (this.team, Rank) = (team, rank);

    public override int Rank { get; }

    public override int Size => team.Size;

    protected override int Cores => 1;

    /// <summary>Runs the work on the given number of ranks, each on its own thread.</summary>
    /// <returns>The result of each rank.</returns>
    public static T[] Run<T>(int size, Func<Communicator, T> work)
    {
        var (team, results, failures) = (new Team(size), new T[size], new ExceptionDispatchInfo?[size]);
        var threads = Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = work(new ThreadCommunicator(team, rank));
            }
            catch (Exception e)
            {
                failures[rank] = ExceptionDispatchInfo.Capture(e);
                team.Barrier.RemoveParticipant();
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        failures.FirstOrDefault(failure => failure is not null)?.Throw();
        return results;
    }

    public override void Sum(Span<float> values)
    {
        var own = values.ToArray();
        var sum = new float[own.Length];
        foreach (var part in Exchange(own))
            for (var i = 0; i < sum.Length; i++)
                sum[i] += part[i];
        sum.CopyTo(values);
    }

    public override void Sum(Span<double> values)
    {
        var own = values.ToArray();
        var sum = new double[own.Length];
        foreach (var part in Exchange(own))
            for (var i = 0; i < sum.Length; i++)
                sum[i] += part[i];
        sum.CopyTo(values);
    }

    public override void Broadcast(Span<byte> values) => Exchange(values.ToArray())[0].CopyTo(values);

    public override void Barrier() => Exchange(0);

    public override void Abort(int exitCode) => throw new NotSupportedException();

    private T[] Exchange<T>(T own)
    {
        team.Given[Rank] = own;
        team.Barrier.SignalAndWait(TestContext.Current.CancellationToken);
        T[] all = [.. team.Given.Cast<T>()];
        team.Barrier.SignalAndWait(TestContext.Current.CancellationToken);
        return all;
    }

    private sealed class Team(int size)
    {
        public int Size => size;

        public object?[] Given { get; } = new object?[size];

        public Barrier Barrier { get; } = new(size);
    }
}
