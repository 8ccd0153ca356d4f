using Elbo.Runs;
using Elbo.Runs.Sessions;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>One recipe over several seeds: one row per seed, and their mean.</summary>
internal static class SeedsView
{
    public static void Write(IAnsiConsole console, SeedSeries series, string root)
    {
        console.WriteLine();
        var accuracy = series.Test?.Accuracy;
        var table = new ColumnTable(
            ["seed", ">test −ELBO", ">distortion", ">rate", ">active", ">train −ELBO", .. accuracy is null ? (string[])[] : [">test accuracy"]]);
        foreach (var seed in series.Seeds)
        {
            var run = RunFolder.Open(SeedSeries.RunPath(root, seed)).ReadManifest();
            var (test, train) = (run.Test!, run.Train!);
            table.Add([
                $"{seed}", Minus.True($"{test.NegElbo:F2} ± {test.StandardError:F2}"),
                Minus.True($"{test.Distortion:F2}       "), Minus.True($"{test.Rate:F2}       "),
                $"{test.ActiveLatents} of {run.Model.Latents}", Minus.True($"{train.NegElbo:F2}       "),
                .. accuracy is null ? (string[])[] : [Minus.True($"{100 * test.Accuracy:F2} %       ")],
            ]);
        }
        if (series is { Test: { } overTest, Train: { } overTrain })
            table.Add([
                "mean", Show(overTest.NegElbo), Show(overTest.Distortion), Show(overTest.Rate), "", Show(overTrain.NegElbo),
                .. accuracy is null ? (string[])[] : [Percent(accuracy)],
            ]);
        table.Write(console);
        console.WriteLine();
        foreach (var line in Wrapping.Lines(
            "Nats per example. In a seed's row, ± is the standard error over the test examples; in the mean's, over the seeds. "
            + "They answer different questions: how well one model is measured, and how much the recipe varies.", console.Profile.Width))
            console.WriteLine(line);
        console.WriteUnbroken($"Written to {Path.GetFullPath(root)}");
    }

    private static string Percent(MeanOverSeeds mean) =>
        Minus.True($"{100 * mean.Mean:F2} %") + (mean.StandardError is { } error ? Minus.True($" ± {100 * error:F2}") : "       ");

    private static string Show(MeanOverSeeds mean) =>
        mean.StandardError is { } error ? Minus.True($"{mean.Mean:F2} ± {error:F2}") : Minus.True($"{mean.Mean:F2}       ");
}
