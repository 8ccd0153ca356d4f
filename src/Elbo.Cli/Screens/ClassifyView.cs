using Elbo.Cli.Verbs;
using Elbo.Evaluation;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>The screen of <c>elbo classify</c>, and the confusion matrix that it shares with <c>elbo evaluate</c>.</summary>
internal static class ClassifyView
{
    /// <summary>More columns do not fit a screen.</summary>
    private const int MostColumns = 12;

    public static void Write(IAnsiConsole console, Classified classified, string? path)
    {
        var (facts, given, count) = (new FactList(console, 10), classified.Given, classified.Found.Count);
        facts.Heading(Invariant($"{count:N0} {given.Noun}{(count == 1 ? "" : "s")} classified"));
        facts.Add("data", given.Source);
        if (classified.Scores is { } scores)
            facts.Add("accuracy", Accuracy(scores));
        facts.Add("certainty", Invariant($"{classified.Certainty:P1} is the mean probability of the class found"));
        console.WriteLine();
        if (classified.Scores is { } known)
            WriteConfusion(console, known);
        else
        {
            var table = new ColumnTable("class", $">{given.Noun}s");
            foreach (var (k, name) in classified.Names.Index())
                table.Add(name, Invariant($"{classified.Classes.Count(found => found == k):N0}"));
            table.Write(console, "  ");
        }
        if (path is not null)
        {
            console.WriteLine();
            facts.AddLines("classes", [path]);
        }
    }

    /// <summary>Accuracy with its standard error: <c>93.20 ± 0.25 % of 10,000 labels</c>.</summary>
    public static string Accuracy(ClassScores scores) =>
        Invariant($"{100 * scores.Accuracy.Value:F2} ± {100 * scores.Accuracy.StandardError:F2} % of {scores.Examples:N0} labels");

    /// <summary>One row per label, one column per class found; of many classes only the recall of each.</summary>
    public static void WriteConfusion(IAnsiConsole console, ClassScores scores)
    {
        var isWide = scores.Names.Count > MostColumns;
        var table = new ColumnTable(["label", .. isWide ? [] : scores.Names.Select(name => $">{name}"), ">found", ">of"]);
        foreach (var (k, row) in scores.Confusion.Index())
            table.Add([
                scores.Names[k], .. isWide ? [] : row.Select(found => found == 0 ? "·" : Invariant($"{found:N0}")),
                row.Sum() == 0 ? "" : Invariant($"{(double)row[k] / row.Sum():P1}"), Invariant($"{row.Sum():N0}"),
            ]);
        table.Write(console, "  ");
    }
}
