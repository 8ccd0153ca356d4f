using System.Globalization;

namespace Elbo.Fuzz;

/// <summary>The result of fuzzing one reader.</summary>
/// <param name="Name">The reader.</param>
/// <param name="Executions">Number of files it read.</param>
/// <param name="Values">Files that gave a value; all others were refused.</param>
/// <param name="Corpus">Files that were kept because they reached new branches, including the seeds.</param>
/// <param name="Edges">Pairs of blocks reached; 0 without coverage.</param>
/// <param name="MostBytes">The most that one execution allocated on its thread.</param>
/// <param name="Longest">The longest time of one execution.</param>
/// <param name="Time">The total time.</param>
/// <param name="Findings">One for each place.</param>
public sealed record FuzzReport(
    string Name, long Executions, long Values, int Corpus, int Edges, long MostBytes, TimeSpan Longest, TimeSpan Time, IReadOnlyList<Finding> Findings)
{
    public static string Header =>
        $"{"",-24}{"executions",14}{"per second",12}{"values",12}{"corpus",8}{"edges",8}{"most MB",9}{"longest ms",12}{"findings",10}";

    public string Line => string.Create(CultureInfo.InvariantCulture,
        $"{Name,-24}{Executions,14:N0}{Executions / Time.TotalSeconds,12:N0}{Values,12:N0}{Corpus,8}{Edges,8}"
        + $"{MostBytes / 1e6,9:F1}{Longest.TotalMilliseconds,12:F0}{Findings.Count,10}");
}
