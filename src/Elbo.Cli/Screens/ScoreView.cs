using Elbo.Cli.Verbs;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>The screen of <c>elbo score</c>.</summary>
internal static class ScoreView
{
    public static void Write(IAnsiConsole console, Scored scored, int[] shown, string sheet, string? path)
    {
        var facts = ScoreFacts.Write(console, scored.Scores, scored.Given.Source, "example");
        if (scored.Auroc is { } area)
            facts.Add("AUROC", Invariant($"{100 * area:F2} %"));
        console.WriteLine();

        var (names, labels) = (scored.Given.Names, scored.Given.Labels);
        var table = labels is null ? new ColumnTable(">rank", "example", ">score") : new ColumnTable(">rank", "example", "label", ">score");
        foreach (var (place, example) in shown.Index())
        {
            var (rank, score) = (Invariant($"{place + 1}"), Minus.True($"{scored.Scores.Values[example]:F2}"));
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
}
