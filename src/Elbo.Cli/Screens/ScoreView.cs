using Elbo.Cli.Verbs;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>What <c>elbo score</c> shows a person.</summary>
internal static class ScoreView
{
    public static void Write(IAnsiConsole console, Scored scored, int[] shown, string sheet, string? path)
    {
        var facts = new FactList(console, 10);
        facts.Heading(Minus.True($"{scored.Scores.Length:N0} example{(scored.Scores.Length == 1 ? "" : "s")} scored by {scored.Options.Describe()}"));
        facts.Add("data", scored.Given.Source);
        facts.Add("mean", Minus.True($"{scored.Scores.Average():F2}"));
        facts.Add("threshold", Minus.True($"{scored.Threshold.Value:F2}, above {Percent(scored.Threshold.Quantile)} of {scored.Threshold.Examples:N0} training examples"));
        facts.Add("anomalies", Invariant($"{scored.Anomalies:N0} of {scored.Scores.Length:N0} ({(double)scored.Anomalies / scored.Scores.Length:P1})"));
        if (scored.Auroc is { } area)
            facts.Add("AUROC", Invariant($"{100 * area:F2} %"));
        console.WriteLine();

        var (names, labels) = (scored.Given.Names, scored.Given.Labels);
        var table = labels is null ? new ColumnTable(">rank", "example", ">score") : new ColumnTable(">rank", "example", "label", ">score");
        foreach (var (place, example) in shown.Index())
        {
            var (rank, score) = (Invariant($"{place + 1}"), Minus.True($"{scored.Scores[example]:F2}"));
            if (labels is null)
                table.Add(rank, names[example], score);
            else
                table.Add(rank, names[example], labels[example], score);
        }
        table.Write(console, "  ");
        console.WriteLine();
        facts.AddLines("picture", [sheet]);
        if (path is not null)
            facts.AddLines("scores", [path]);
    }

    /// <summary>A share with all its digits: <c>99.9 %</c>.</summary>
    internal static string Percent(double share) => Invariant($"{Math.Round(100 * share, 10):0.##########} %");
}
