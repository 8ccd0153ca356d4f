using System.CommandLine;
using Elbo.Analysis.Comparison;
using Elbo.Cli.Screens;
using Elbo.Reports.Comparison;
using Elbo.Runs;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo compare</c>: runs side by side, ranked only if their numbers are comparable.</summary>
internal static class CompareVerb
{
    public const string Description = "Compare runs: numbers in a table, what differs in their options, and curves.";

    public static Command Create(Terminal terminal)
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = "Run folders, or folders of elbo train --seeds.",
            Arity = ArgumentArity.OneOrMore,
            CompletionSources = { Suggestions.Runs },
        };
        var output = CommonOptions.Value<string?>("--out", "FILE.png", "Also draw the curves of the test −ELBO, one panel per group.");
        var (json, force) = (CommonOptions.Json(), CommonOptions.Force());
        var command = new Command("compare", Description) { runs, output, force, json };
        command.SetAction(parsed =>
        {
            var comparison = Read(terminal, parsed.GetRequiredValue(runs));
            var file = parsed.GetValue(output) is { } path
                ? OutputFile.Write(path, ComparisonFigure.Render(comparison), parsed.GetValue(force), "--out")
                : null;
            return terminal.Show(
                parsed.GetValue(json), () => CompareJson.Of(comparison, file), console => CompareView.Write(console, comparison, file));
        });
        return command.WithExamples("elbo compare runs/mnist runs/flat", "elbo compare runs/mnist runs/collapse --out compare.png");
    }

    /// <summary>Reads the runs, and warns of damaged ones.</summary>
    public static RunComparison Read(Terminal terminal, IEnumerable<string> paths)
    {
        ComparedRun[] runs = [.. paths.SelectMany(ComparedRun.Read)];
        foreach (var run in runs)
            terminal.Warn(RunFolder.Open(run.Path).FindDamage());
        return RunComparison.Of(runs);
    }
}
