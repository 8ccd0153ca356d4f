using System.Globalization;
using Elbo.Cli.Verbs;
using Elbo.Evaluation;
using Elbo.Settings;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>Our number, the published one, and the verdict.</summary>
internal static class ReproduceView
{
    public static void Write(IAnsiConsole console, Recipe recipe, MeasuredRun measured)
    {
        var (manifest, result) = (measured.Manifest, measured.Result);
        var published = result.Published;
        console.WriteLine();
        var table = new ColumnTable("recipe", "figure", ">ours", ">published", ">difference", ">margin");
        table.Add(
            recipe.Name, published.Label, Number(result.Ours) + (result.StandardError is { } error ? $" ± {Number(error)}" : ""),
            Number(published.Value), result.Difference.ToString("+0.00;−0.00", CultureInfo.InvariantCulture), Number(result.Margin));
        table.Write(console);
        console.WriteLine();
        console.Write(new Text(result.Explain() + "\n", result.Verdict switch
        {
            ReproductionVerdict.Worse => new Style(Color.Red),
            ReproductionVerdict.Unfinished or ReproductionVerdict.Incomparable => new Style(Color.Yellow),
            _ => new Style(Color.Green),
        }));
        console.WriteLine($"Published: {published.Source}.");
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Ours: {measured.Folder}, {result.Epochs:N0} epochs, seed {manifest.Training.Seed}, {published.Split} split, {result.Examples:N0} examples, "
            + $"binarization {Json.Name(result.Binarization)}, {manifest.Test?.ActiveLatents} of {manifest.Model.Latents} latents active."));
        FindingsView.Write(console, measured.Nll is { } nll ? NllDoctor.Examine(nll) : []);
    }

    private static string Number(double nats) => nats.ToString("F2", CultureInfo.InvariantCulture);
}
