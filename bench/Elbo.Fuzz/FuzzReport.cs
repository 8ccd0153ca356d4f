using System.Globalization;

namespace Elbo.Fuzz;

/// <summary>What came of fuzzing one reader.</summary>
/// <param name="Name">The reader.</param>
/// <param name="Executions">Files that it read.</param>
/// <param name="Values">Those it made something of; all others it refused.</param>
/// <param name="Corpus">Files that were kept because they met new branches, the seeds included.</param>
/// <param name="Edges">Pairs of blocks met; 0 without coverage.</param>
/// <param name="MostBytes">The most that one execution allocated on its thread.</param>
/// <param name="Longest">The longest time of one execution.</param>
/// <param name="Time">All of it.</param>
/// <param name="Findings">One for each place.</param>
public sealed record FuzzReport(
    string Name, long Executions, long Values, int Corpus, int Edges, long MostBytes, TimeSpan Longest, TimeSpan Time, IReadOnlyList<Finding> Findings)
{
    public static string Header => $"{"",-24}{"executions",14}{"per second",12}{"values",12}{"corpus",8}{"edges",8}{"most MB",9}{"longest ms",12}{"findings",10}";

    public string Line => string.Create(CultureInfo.InvariantCulture,
        $"{Name,-24}{Executions,14:N0}{Executions / Time.TotalSeconds,12:N0}{Values,12:N0}{Corpus,8}{Edges,8}{MostBytes / 1e6,9:F1}{Longest.TotalMilliseconds,12:F0}{Findings.Count,10}");
}
