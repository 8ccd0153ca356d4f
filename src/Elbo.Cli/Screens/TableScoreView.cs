using Elbo.Cli.Verbs;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>The screen of <c>elbo score</c> for a table.</summary>
internal static class TableScoreView
{
    private const int WidestCell = 28;

    public static void Write(IAnsiConsole console, TableScore scored, int[] shown, string? path)
    {
        var facts = ScoreFacts.Write(console, scored.Scores, scored.Given.Source, "row");
        console.WriteLine();

        var ids = scored.Given.Rows.Ids;
        string[] headings = [">rank", ">row", .. ids is null ? [] : (string[])[ids.Column], ">score", "most unusual cell", ">nats over the usual"];
        var table = new ColumnTable(headings);
        foreach (var (place, row) in shown.Index())
            table.Add([
                Invariant($"{place + 1}"), Invariant($"{scored.Given.Rows.Numbers[row]}"), .. ids is null ? [] : (string[])[Short(ids.Values[row])],
                Minus.True($"{scored.Scores.Values[row]:F2}"),
                scored.WorstColumns[row] < 0 ? "every cell is missing" : $"{Short(scored.WorstColumn(row))} = {Short(scored.WorstCell(row))}",
                scored.WorstColumns[row] < 0 ? "" : Minus.True($"{scored.WorstNats[row]:F2}"),
            ]);
        table.Write(console, "  ");
        if (path is not null)
        {
            console.WriteLine();
            facts.AddLines("scores", [path]);
        }
    }

    private static string Short(string text) => text.Length <= WidestCell ? text : text[..(WidestCell - 1)] + "…";
}
