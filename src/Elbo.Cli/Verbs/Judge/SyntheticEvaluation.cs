using Elbo.Analysis.Scoring;
using Elbo.Analysis.Synthesis;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Judge;
using Elbo.Runs;
using Spectre.Console;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo evaluate --synthetic</c>: rows that a run draws, judged next to those that it learned from and those held out.</summary>
internal static class SyntheticEvaluation
{
    private const int MostRows = 100_000, MostScored = 20_000;

    public static int Show(Terminal terminal, OpenRun run, EvaluateRequest request, bool isJson, CancellationToken cancellation)
    {
        if (run.Schema.Columns is null)
            throw new OptionsException([$"--synthetic judges rows of a table, but {run.Folder.Root} learned from {run.Schema.Examples}. Leave it out."]);
        if (run.Manifest.Condition is { } condition)
            throw new OptionsException([Refused(run, condition, request.Target)]);
        var (training, heldOut) = (run.Rows.Train, (TableSet)run.Split("test"));
        var count = Math.Min(request.Limit ?? training.Count, MostRows);
        var judgement = new EvaluateProgress(terminal.Words(isJson), terminal.IsInteractive).Watch("judging", share =>
        {
            var rows = new RowSynthesis(run.Model, complete: false).Rows(0, count, request.SeedOf(run), cancellation);
            var found = Judgement.Of(JudgedTables.Of(training.Table, rows, heldOut.Table), request.Target, null, share, cancellation);
            return found with { Privacy = found.Privacy with { MembershipAuroc = Membership(run, training, heldOut, cancellation) } };
        });
        var page = Path.Combine(run.Folder.Root, "judgement.html");
        RunFolder.Guard(page, () => AtomicFile.WriteText(page, JudgementPage.Render(judgement, $"Rows of {run.Manifest.Data.Name}")));
        return terminal.Show(
            isJson,
            () =>
            {
                var document = JudgementJson.Of(judgement);
                document.Insert(0, "run", run.Folder.Root);
                document["page"] = page;
                return document;
            },
            console =>
            {
                JudgementView.Write(console, judgement);
                console.WriteLine();
                console.WriteUnbroken($"Page     {Path.GetFullPath(page)}");
            });
    }

    /// <summary>Rows drawn under one condition are not like those of the whole table.</summary>
    private static string Refused(OpenRun run, ConditionSchema condition, string? target)
    {
        var names = string.Join(", ", condition.Columns.Select(column => column.Name));
        return condition.Columns.Any(column => column.Name == target)
            ? $"--target was {target}, which is the condition of {run.Folder.Root}: its rows have no such column to predict. Use a run without --condition."
            : $"--synthetic judges rows like those of the whole table, but {run.Folder.Root} draws rows under a condition, {names}. Draw them with elbo sample "
                + $"{run.Folder.Root} --given {CommandWords.Quote(condition.Example)} --out rows.csv, and judge them with elbo judge.";
    }

    /// <summary>Rows that a model learned from may score lower than others (Shokri et al. 2017 use such a gap to tell members).</summary>
    private static double Membership(OpenRun run, TableSet training, TableSet heldOut, CancellationToken cancellation) => Scorer.Auroc(
        Scorer.Score(run.Model, training.Subset(MostScored, 0), cancellation: cancellation),
        Scorer.Score(run.Model, heldOut.Subset(MostScored, 0), cancellation: cancellation));
}
