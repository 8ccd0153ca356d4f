using Elbo.Judge;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>A judgement of synthetic rows, as text.</summary>
internal static class JudgementView
{
    private const int MostPairs = 5;

    public static void Write(IAnsiConsole console, Judgement judgement)
    {
        var (tables, quality) = (judgement.Tables, judgement.Quality);
        console.WriteLine(Invariant($"{tables.Real.Count:N0} real rows, {tables.Synthetic.Count:N0} synthetic rows")
            + (tables.Test is { } test ? Invariant($", {test.Count:N0} held-out rows") : "") + Invariant($", {tables.Columns.Count} columns"));
        foreach (var note in tables.Notes)
            Lines(console, $"Note: {note}.", Color.Grey);
        console.WriteLine();
        var (severity, sentence) = judgement.Verdict();
        Lines(console, sentence, severity == Evaluation.Severity.Info ? Color.Green : Color.Yellow);
        console.WriteLine();
        Heading(console, Invariant($"Quality {quality.Overall:F3}: column shapes {quality.ShapeMean:F3}, pair trends {quality.PairMean:F3} (1 is equal)"));
        var shapes = new ColumnTable("column", "metric", ">similarity");
        foreach (var shape in quality.Shapes.OrderBy(shape => shape.Score))
            shapes.Add(shape.Column.Name, shape.Metric, Invariant($"{shape.Score:F3}"));
        shapes.Write(console);
        console.WriteLine();
        var pairs = new ColumnTable("least similar pairs", ">similarity", ">real", ">synthetic");
        foreach (var pair in quality.Pairs.Where(pair => !double.IsNaN(pair.Score)).OrderBy(pair => pair.Score).Take(MostPairs))
            pairs.Add(
                $"{tables.Columns[pair.First].Name}, {tables.Columns[pair.Second].Name}", Invariant($"{pair.Score:F3}"),
                pair.Correlations is { } two ? Minus.True($"{two.Real:F3}") : "", pair.Correlations is { } other ? Minus.True($"{other.Synthetic:F3}") : "");
        pairs.Write(console);
        if (judgement.Usefulness is { } useful)
            Write(console, useful);
        if (judgement.Detection is { } detection)
        {
            console.WriteLine();
            Heading(console, Invariant($"Detection AUROC {detection.BoostedTrees:F3} (boosted trees), ")
                + Invariant($"{detection.LogisticRegression:F3} (logistic regression)"));
            Lines(console,
                Invariant($"of {detection.Rows:N0} rows of each kind, cross-validated. 0.5: they cannot be told from real rows; 1: always."), Color.Grey);
        }
        Write(console, judgement.Privacy);
    }

    private static void Write(IAnsiConsole console, Usefulness useful)
    {
        console.WriteLine();
        Heading(console, Invariant($"Learners of {useful.Target}: F1 {useful.SyntheticMean.F1:F3} after synthetic rows, ")
            + Invariant($"{useful.RealMean.F1:F3} after real ones"));
        var table = new ColumnTable("learner", ">accuracy", ">real", ">F1", ">real", ">AUROC", ">real");
        foreach (var learner in useful.Learners.Append(new("mean", useful.RealMean, useful.SyntheticMean)))
            table.Add(
                learner.Learner, Invariant($"{learner.Synthetic.Accuracy:F3}"), Invariant($"{learner.Real.Accuracy:F3}"),
                Invariant($"{learner.Synthetic.F1:F3}"), Invariant($"{learner.Real.F1:F3}"),
                Invariant($"{learner.Synthetic.Auroc:F3}"), Invariant($"{learner.Real.Auroc:F3}"));
        table.Write(console);
        Lines(console, Invariant($"Tested on {useful.Rows:N0} real rows that no learner saw. ")
            + (useful.Positive is { } positive ? $"F1 of {positive}." : "F1: the mean over the classes."), Color.Grey);
    }

    private static void Write(IAnsiConsole console, Privacy privacy)
    {
        console.WriteLine();
        Heading(console, "Privacy");
        var table = new ColumnTable("rows", ">exact copies", ">distance to the closest real row", ">5th percentile", ">ratio to the second");
        Add("synthetic", privacy.Copies, privacy.Synthetic);
        if (privacy is { HeldOut: { } heldOut, HeldOutCopies: { } copies })
            Add("held-out", copies, heldOut);
        table.Write(console);
        if (privacy.NearerToReal is { } nearer)
            console.WriteLine(Invariant($"{nearer:P1} of the synthetic rows are nearer to a real row than to a held-out one; 50 % by chance"));
        else
            Lines(console, "With --test HELDOUT.csv, rows that the generator has not seen, these are compared with chance.", Color.Grey);
        if (privacy.MembershipAuroc is { } membership)
            console.WriteLine(Invariant($"{membership:F3} AUROC of the model's score between rows that it learned from and held-out ones; 0.5: no difference"));

        void Add(string name, double copies, Distances distances) => table.Add(
            name, Invariant($"{copies:P2}"), Invariant($"{distances.Median:F4}"), Invariant($"{distances.Low:F4}"), Invariant($"{distances.Ratio:F3}"));
    }

    private static void Heading(IAnsiConsole console, string text) => console.WriteLine(text, new Style(decoration: Decoration.Bold));

    private static void Lines(IAnsiConsole console, string text, Color color)
    {
        foreach (var line in Wrapping.Lines(text, console.Profile.Width))
            console.WriteLine(line, new Style(color));
    }
}
