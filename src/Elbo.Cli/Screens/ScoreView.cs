using Elbo.Cli.Examples;
using Elbo.Cli.Verbs;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>The screen of <c>elbo score</c>: a summary, and the most anomalous examples.</summary>
internal static class ScoreView
{
    public static void Write(IAnsiConsole console, Scored scored, int[] shown, string? sheet, string? path)
    {
        var (facts, given, count, threshold) = (new FactList(console, 10), scored.Given, scored.Values.Length, scored.Threshold);
        facts.Heading(Minus.True($"{count:N0} {given.Noun}{(count == 1 ? "" : "s")} scored by {scored.Options.Describe()}"));
        facts.Add("data", given.Source);
        facts.Add("mean", Minus.True($"{scored.Values.Average():F2}"));
        facts.Add("threshold", Minus.True($"{threshold.Value:F2}, above {Percent(threshold.Quantile)} of {threshold.Examples:N0} training {given.Noun}s"));
        facts.Add("anomalies", Invariant($"{scored.Anomalies:N0} of {count:N0} ({(double)scored.Anomalies / count:P1})"));
        if (scored.Auroc is { } area)
            facts.Add("AUROC", Invariant($"{100 * area:F2} %"));
        console.WriteLine();

        var table = new ColumnTable([">rank", .. given.Headings, ">score", .. scored.Cells is null ? [] : UnusualCells.Headings]);
        foreach (var (place, example) in shown.Index())
            table.Add([
                Invariant($"{place + 1}"), .. given.Cells(example), Minus.True($"{scored.Values[example]:F2}"), .. scored.Cells?.Cells(example) ?? [],
            ]);
        table.Write(console, "  ");
        if (sheet is not null || path is not null)
            console.WriteLine();
        if (sheet is not null)
            facts.AddLines("picture", [sheet]);
        if (path is not null)
            facts.AddLines("scores", [path]);
    }

    /// <summary>A share with all its digits: <c>99.9 %</c>.</summary>
    internal static string Percent(double share) => Invariant($"{Math.Round(100 * share, 10):0.##########} %");
}
