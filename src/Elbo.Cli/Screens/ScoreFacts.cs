using Elbo.Cli.Verbs;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>The summary that <c>elbo score</c> prints before its list of examples.</summary>
internal static class ScoreFacts
{
    /// <param name="console">The console.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="source">The source of the examples.</param>
    /// <param name="noun">The noun for one of them: example, row.</param>
    /// <returns>The list, for more of them.</returns>
    public static FactList Write(IAnsiConsole console, RankedScores scores, string source, string noun)
    {
        var (facts, count, threshold) = (new FactList(console, 10), scores.Values.Length, scores.Threshold);
        facts.Heading(Minus.True($"{count:N0} {noun}{(count == 1 ? "" : "s")} scored by {scores.Options.Describe()}"));
        facts.Add("data", source);
        facts.Add("mean", Minus.True($"{scores.Values.Average():F2}"));
        facts.Add("threshold", Minus.True($"{threshold.Value:F2}, above {Percent(threshold.Quantile)} of {threshold.Examples:N0} training {noun}s"));
        facts.Add("anomalies", Invariant($"{scores.Anomalies:N0} of {count:N0} ({(double)scores.Anomalies / count:P1})"));
        return facts;
    }

    /// <summary>A share with all its digits: <c>99.9 %</c>.</summary>
    internal static string Percent(double share) => Invariant($"{Math.Round(100 * share, 10):0.##########} %");
}
