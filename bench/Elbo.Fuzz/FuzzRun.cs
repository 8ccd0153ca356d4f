using System.Diagnostics;
using Elbo.Data.Images;

namespace Elbo.Fuzz;

/// <summary>Feeds mutated files to one reader.</summary>
/// <param name="target">The reader.</param>
/// <param name="seed">The seed of the mutations; without coverage the same seed gives the same files.</param>
/// <param name="coverage">Files that reach new branches are mutated further; null mutates only the seeds.</param>
public sealed class FuzzRun(FuzzTarget target, int seed, Coverage? coverage = null)
{
    private const int MostKept = 5000;

    private readonly Random random = new(seed);
    private readonly List<byte[]> corpus = [.. target.Seeds];
    private readonly Dictionary<string, Finding> findings = [];
    private long values, mostBytes;
    private TimeSpan longest;

    /// <summary>
    /// An execution that takes longer, and then again that much processor time, is a finding; infinite if other programs share the processor.
    /// </summary>
    public TimeSpan MostTime { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Files that earlier runs kept: those that reach a new branch are mutated too.</summary>
    public IReadOnlyList<byte[]> Earlier { get; init; } = [];

    /// <summary>What is mutated: the reader's own files and those that reached new branches.</summary>
    internal IReadOnlyList<byte[]> Corpus => corpus;

    /// <summary>Called with each file before it is read, since a crash ends the process.</summary>
    public Action<byte[]>? Before { get; init; }

    /// <summary>Reads the seeds, and then mutated files until one of the limits is reached.</summary>
    /// <param name="executions">Files to read.</param>
    /// <param name="time">The time limit.</param>
    public FuzzReport Run(long executions, TimeSpan time)
    {
        var mutator = new Mutator(random, target.Tokens);
        var clock = Stopwatch.StartNew();
        var done = 0L;
        foreach (var whole in target.Seeds)
        {
            Execute(whole);
            done++;
        }
        foreach (var kept in Earlier)
        {
            if (Execute(kept))
                corpus.Add(kept);
            done++;
        }
        for (; done < executions && clock.Elapsed < time; done++)
        {
            var input = mutator.Mutate(Parent(), corpus[random.Next(corpus.Count)]);
            if (target.Repair is { } repair && random.Next(2) == 0)
                input = repair(input);
            if (Execute(input) && corpus.Count < MostKept)
                corpus.Add(input);
        }
        return new(target.Name, done, values, corpus.Count, coverage?.Edges ?? 0, mostBytes, longest, clock.Elapsed, [.. findings.Values]);
    }

    /// <summary>Picks one of the most recently found files half of the time.</summary>
    private byte[] Parent() => corpus[random.Next(2) == 0 ? random.Next(corpus.Count) : random.Next(corpus.Count * 3 / 4, corpus.Count)];

    /// <returns>True if the file is worth keeping.</returns>
    private bool Execute(byte[] input)
    {
        Before?.Invoke(input);
        coverage?.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        try
        {
            target.Read(input);
            values++;
        }
        catch (Exception e) when (e is ElboException or BadImageException)
        {
            Judge(e.Message, input);
        }
        catch (Exception e)
        {
            Add($"{e.GetType().Name} {Frame(e)}", e.ToString(), input);
        }
        var elapsed = Stopwatch.GetElapsedTime(start);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        var isNew = coverage?.IsNew() == true;
        (mostBytes, longest) = (Math.Max(mostBytes, bytes), elapsed > longest ? elapsed : longest);
        if (bytes > target.MostBytes(input.Length))
            Add("memory", $"{bytes:N0} bytes were allocated for a file of {input.Length:N0}; {target.MostBytes(input.Length):N0} are allowed.", input);
        // Other programs share the processor: only if a second run takes as much processor time is the file the cause.
        if (MostTime != Timeout.InfiniteTimeSpan && elapsed > MostTime && Again(input) > MostTime)
            Add("time", $"It took {elapsed}; {MostTime} is allowed.", input);
        return isNew;
    }

    /// <summary>The processor time of reading the file again.</summary>
    private TimeSpan Again(byte[] input)
    {
        var start = Environment.CpuUsage.TotalTime;
        try
        {
            target.Read(input);
        }
        catch (Exception)
        {
            // The outcome of the first run counts.
        }
        return Environment.CpuUsage.TotalTime - start;
    }

    /// <summary>A message must be readable whatever the file holds: not empty, and free of terminal control characters.</summary>
    private void Judge(string message, byte[] input)
    {
        if (string.IsNullOrWhiteSpace(message)
            || message.Length > ElboException.LongestMessage
            || message.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t')))
            Add("message", $"The message is empty, longer than {ElboException.LongestMessage} letters or holds control characters: {message}", input);
    }

    private void Add(string place, string detail, byte[] input) => findings.TryAdd(place, new(place, detail, input));

    /// <summary>The innermost method of Elbo's library in its stack trace.</summary>
    private static string Frame(Exception e) => new StackTrace(e).GetFrames().Select(frame => frame.GetMethod())
        .FirstOrDefault(method => method?.DeclaringType?.Assembly == typeof(ElboException).Assembly) is { } found
            ? $"in {found.DeclaringType!.Name}.{found.Name}"
            : "elsewhere";
}
