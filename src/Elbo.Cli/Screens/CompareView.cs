using System.Globalization;
using Elbo.Analysis.Comparison;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>One table per group of runs that can be ranked, with each run's description under it, and one of what differs.</summary>
internal static class CompareView
{
    private const string Paired =
        "The difference is from the lowest run, with the standard error of the paired differences if both runs kept the number of each example.";

    public static void Write(IAnsiConsole console, RunComparison comparison, string? file)
    {
        foreach (var (index, group) in comparison.Groups.Index())
        {
            if (index > 0)
                console.WriteLine();
            foreach (var line in Wrapping.Lines(group.Protocol.Describe(), console.Profile.Width))
                console.WriteLine(line, new Style(decoration: Decoration.Bold));
            var shared = Shared(group);
            if (shared.Length > 0)
                foreach (var line in Wrapping.Lines(string.Join(", ", shared), console.Profile.Width))
                    console.WriteLine(line);
            var table = new ColumnTable("run", ">−ELBO", ">distortion", ">rate", ">active", ">epochs", group.Best is null ? "" : ">difference");
            foreach (var run in group.Runs)
                table.AddNoted(Note(run, shared), [comparison.Name(run), .. Cells(run), Excess(group, run)]);
            table.Write(console);
            WriteDifferences(console, comparison, group);
        }
        console.WriteLine();
        const string legend = "Nats per example with each run's kept weights (" + ComparedRun.KeptWeights + "), "
            + "± the standard error over the examples; lower is better.";
        var paired = comparison.Groups.Any(group => group.Best is not null) ? Paired : null;
        foreach (var line in Wrapping.Lines(string.Join(' ', new[] { legend, paired, comparison.Reason }.OfType<string>()), console.Profile.Width))
            console.WriteLine(line);
        if (file is not null)
            console.WriteUnbroken($"Curves  {Path.GetFullPath(file)}");
    }

    /// <summary>The options that differ: a row for each and a column for each run, or, where those are too wide, a row for each run.</summary>
    private static void WriteDifferences(IAnsiConsole console, RunComparison comparison, ComparisonGroup group)
    {
        string[] options = [.. comparison.Differences[group.Runs[0].Path].Keys];
        if (options.Length == 0)
            return;
        console.WriteLine();
        var across = new ColumnTable(["option", .. group.Runs.Select(run => ">" + comparison.Name(run))]);
        foreach (var option in options)
            across.Add([option, .. group.Runs.Select(run => comparison.Differences[run.Path][option])]);
        var down = new ColumnTable(["run", .. options.Select(option => ">" + option)]);
        foreach (var run in group.Runs)
            down.Add([comparison.Name(run), .. options.Select(option => comparison.Differences[run.Path][option])]);
        (across.Width <= console.Profile.Width || across.Width <= down.Width ? across : down).Write(console);
    }

    private static IEnumerable<string> Cells(ComparedRun run)
    {
        var (manifest, test) = (run.Manifest, run.Manifest.Test!);
        yield return Minus.True($"{test.NegElbo:F2} ± {test.StandardError:F2}");
        yield return Minus.True($"{test.Distortion:F2}");
        yield return Minus.True($"{test.Rate:F2}");
        yield return Minus.True($"{test.ActiveLatents} of {manifest.Model.Latents}");
        yield return manifest.EpochsDone.ToString(CultureInfo.InvariantCulture);
    }

    private static string Excess(ComparisonGroup group, ComparedRun run) => run == group.Best ? "lowest"
        : group.Excess(run) is { } excess ? Minus.True($"{excess.Value:F2} ± {excess.StandardError:F2}") : "";

    /// <summary>The properties that all runs of a group share.</summary>
    private static string[] Shared(ComparisonGroup group) => [.. Facts(group.Runs[0]).Where(fact => group.Runs.All(run => Facts(run).Contains(fact)))];

    /// <summary>Net, objective and likelihood; the last only where it says more than the name that the protocol has.</summary>
    private static IEnumerable<string> Facts(ComparedRun run)
    {
        var likelihood = run.Manifest.Model.Likelihood;
        return likelihood.Describe().Equals(likelihood.Name, StringComparison.OrdinalIgnoreCase)
            ? [run.Manifest.Model.Describe(), run.Objective]
            : [run.Manifest.Model.Describe(), run.Objective, likelihood.Describe()];
    }

    private static string Note(ComparedRun run, string[] shared) => string.Join("; ", new[]
    {
        string.Join(", ", Facts(run).Except(shared)),
        Minus.True($"{TrainScreen.Duration(run.Manifest.Seconds)} at {run.Manifest.ExamplesPerSecond:N0} examples/s"),
    }.Where(part => part.Length > 0));
}
