using Elbo.Compute.Distributed;
using Elbo.Training;

namespace Elbo.Cli;

/// <summary>
/// A verb that several processes may do together, started by MPI's launcher: rank 0 shows and writes, the others are silent, and what fails
/// on one ends all.
/// </summary>
internal static class Ranks
{
    /// <param name="terminal">Where rank 0 writes, and a rank that fails by itself.</param>
    /// <param name="verbose">Whether failures show their stack traces.</param>
    /// <param name="verb">Gets the ranks and where to write.</param>
    /// <returns>The exit code.</returns>
    public static int Run(Terminal terminal, bool verbose, Func<Communicator, Terminal, int> verb)
    {
        using var communicator = Communicator.Join();
        if (communicator.IsAlone)
            return verb(communicator, terminal);
        try
        {
            return verb(communicator, communicator.IsFirst ? terminal : Terminal.Silent);
        }
        catch (JobException job)
        {
            return job.InnerException is { } own ? Report(own) : job.Code;
        }
        catch (Exception e) when (e is NonFiniteException or DistributedException)
        {
            // All ranks failed together.
            return communicator.IsFirst ? App.Report(terminal, e, verbose) : App.CodeOf(e);
        }
        catch (Exception e)
        {
            // The others are still working and would wait for this one.
            var code = Report(e);
            terminal.Error.Flush();
            communicator.Abort(code);
            return code;
        }

        int Report(Exception e) => App.Report(
            terminal, e, verbose, communicator.IsFirst ? "" : $"rank {communicator.Rank} of {communicator.Size} on {Environment.MachineName}: ");
    }

    /// <summary>Runs a step in which a single rank may fail while no rank waits for another; then all fail.</summary>
    public static T Together<T>(Communicator communicator, Func<T> work)
    {
        if (communicator.IsAlone)
            return work();
        T? result = default;
        Exception? failure = null;
        try
        {
            result = work();
        }
        catch (Exception e)
        {
            failure = e;
        }
        var codes = new double[communicator.Size];
        codes[communicator.Rank] = failure is null ? 0 : App.CodeOf(failure);
        communicator.Sum(codes);
        var first = Array.FindIndex(codes, code => code != 0);
        return first < 0 ? result! : throw new JobException((int)codes[first], first == communicator.Rank ? failure : null);
    }

    /// <summary>A failure that all ranks know of; the rank that failed first has the inner exception and reports it.</summary>
    private sealed class JobException(int code, Exception? own) : Exception("A rank has failed.", own)
    {
        public int Code => code;
    }
}
