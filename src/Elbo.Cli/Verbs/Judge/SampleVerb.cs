using System.CommandLine;
using Elbo.Cli.Examples;
using Elbo.Cli.Screens;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo sample</c>: new examples, from codes drawn from the prior.</summary>
internal static class SampleVerb
{
    public const string Description = "Draw new examples from the model: a grid of images, or a file of synthetic rows.";

    public static Command Create(Terminal terminal)
    {
        var (run, device, force, json) = (CommonOptions.Run(), CommonOptions.Device(), CommonOptions.Force(), CommonOptions.Json());
        var count = new Option<long?>("--count")
        {
            Description = "Number of images (64, in an array or a folder 1000; of a run on classes without --given 10 or 1000 of each class), "
                + "of completions of each image (6), or of rows (1000).",
            HelpName = "N",
        };
        var seed = CommonOptions.Value<ulong>("--seed", "S", "The same seed draws the same examples.", 0);
        var given = CommonOptions.Condition();
        var complete = new Option<bool>("--complete")
        {
            Description = "Fill every cell of synthetic rows (cells are missing as often as in the training rows).",
        };
        var temperature = CommonOptions.Value<double?>(
            "--temperature", "T", "Images: multiply the prior's standard deviations by T; below 1, samples are more typical and less varied (1).");
        var output = CommonOptions.Value<string?>(
            "--out", "FILE|FOLDER", "Images: a PNG of all (a name in RUN/figures that tells its options), an .npz with the classes as labels, an .npy, or a "
                + "folder of PNG files. Rows: a .csv or .parquet file.");
        var command = new Command("sample", Description) { run };
        foreach (var option in (Option[])[count, seed, given, temperature, complete, output, force, device, json])
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            using var loaded = OpenRun.Open(terminal, parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), tables: true);
            var request = new SampleRequest(
                parsed.GetValue(count), parsed.GetValue(seed), CommonOptions.Given(parsed, given), parsed.GetValue(complete), parsed.GetValue(output),
                parsed.GetValue(force))
            {
                Images = new(terminal, null, null, null, false, new()),
                Temperature = parsed.GetValue(temperature) is not { } asked || asked is > 0 and <= 10 ? parsed.GetValue(temperature)
                    : throw new OptionsException([
                        FormattableString.Invariant($"--temperature was {asked}; it must be above 0 and at most 10. Use --temperature 0.8.")]),
            };
            var progress = new EvaluateProgress(terminal.Words(parsed.GetValue(json)), terminal.IsInteractive);
            return Task.FromResult(terminal.Show(parsed.GetValue(json), ExampleForm.Of(loaded.Schema).Sample(loaded, request, progress, cancellation)));
        });
        return command.WithExamples(
            "elbo sample runs/mnist",
            "elbo sample runs/mnist --count 100 --seed 7 --out samples.png",
            "elbo sample runs/digits --given label=3 --out threes.png",
            "elbo sample runs/digits --count 1000 --out digits.npz",
            "elbo sample runs/halves --given scans/ --count 6 --out completions.png",
            "elbo sample runs/houses --count 100000 --out rows.csv",
            "elbo sample runs/houses --out rows.parquet --seed 7",
            "elbo sample runs/adult --given \"income=>50K\" --out rich.csv");
    }
}

/// <summary>The options of <c>elbo sample</c>.</summary>
/// <param name="Count">How many examples; null for the default.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Given">The condition; null without one.</param>
/// <param name="IsComplete">True leaves no cell of a row empty.</param>
/// <param name="Output">The file; null for the default.</param>
/// <param name="Force">True replaces a file.</param>
internal sealed record SampleRequest(long? Count, ulong Seed, string[]? Given, bool IsComplete, string? Output, bool Force)
{
    /// <summary>The images that a run with a region completes.</summary>
    public required ExampleRequest Images { get; init; }

    /// <summary>Factor of the prior's standard deviations; null for 1.</summary>
    public double? Temperature { get; init; }
}
