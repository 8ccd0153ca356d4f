using System.CommandLine;
using Elbo.Analysis.Exploration;
using Elbo.Analysis.Scoring;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Reports.Figures;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo score</c>: how little each example looks like what the model was trained on.</summary>
internal static class ScoreVerb
{
    private const int UsualTop = 20;

    public static Command Create(Terminal terminal)
    {
        var (run, device, force, json, examples) = (CommonOptions.Run(), CommonOptions.Device(), CommonOptions.Force(), CommonOptions.Json(), new GivenExamples.Options());
        var by = Choice.Option<ScoreKind>("--by", "What to score by (neg-elbo).");
        var samples = FigureVerb.Number("--samples", "Draws of z for each example, with --by nll", 100, 1, 1_000_000);
        var quantile = new Option<double>("--quantile") { Description = "The quantile of the training scores above which an example is called an anomaly.", HelpName = "Q", DefaultValueFactory = _ => 0.95 };
        var training = FigureVerb.Number("--training", "Training examples that the quantile is taken of", 10_000, 1, int.MaxValue);
        var normal = CommonOptions.List("--normal", "Labels that are normal; all others are anomalies, and the AUROC says how well the score tells them apart.", "LABEL,…");
        var top = FigureVerb.Number("--top", "Most anomalous examples to show", UsualTop, 1, 200);
        var seed = new Option<ulong>("--seed") { Description = "The same seed draws the same z.", HelpName = "S", DefaultValueFactory = _ => 0 };
        var output = new Option<string?>("--out") { Description = "Write every score: .csv, .parquet or .npz (example, label, score, rank, anomaly), or .npy (float64 [N]).", HelpName = "FILE" };
        var sheet = new Option<string?>("--sheet") { Description = "The picture of the most anomalous examples (a name in RUN/figures).", HelpName = "FILE.png" };
        var command = new Command("score", "Score examples: the higher, the less they look like what the model was trained on.") { run };
        foreach (var option in (Option[])[by, samples, quantile, training, normal, top, seed, output, sheet, device, force, json])
            command.Options.Add(option);
        examples.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var (path, picture, isForced, isJson) = (parsed.GetValue(output), parsed.GetValue(sheet), parsed.GetValue(force), parsed.GetValue(json));
            var options = new ScoreOptions { Kind = parsed.GetValue(by) ?? default, Samples = parsed.GetValue(samples), Seed = parsed.GetValue(seed) };
            parsed.ThrowIfIdle((samples, options.Kind == ScoreKind.Nll, "--by nll"), (seed, options.Kind != ScoreKind.SquaredError, "--by neg-elbo or nll"));
            ScoreThreshold.ThrowIfNoQuantile(parsed.GetValue(quantile));
            ThrowIfImpossible(path, picture, isForced);
            using var loaded = OpenRun.OpenWatched(terminal, parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), cancellation, tables: true);
            if (loaded.Manifest.Table is not null)
                return Task.FromResult(Rows(parsed, loaded, path, options, cancellation));
            var given = examples.Read(terminal, parsed, loaded, cancellation);
            var isNormal = CommonOptions.Given(parsed, normal) is { } labels ? NormalExamples.Of(given, labels) : null;
            var console = terminal.Words(isJson);
            var scored = Scored.Of(loaded, given, options, parsed.GetValue(quantile), parsed.GetValue(training), isNormal, new(console, terminal.IsInteractive), cancellation);

            if (path is not null)
                OutputFile.Write(path, stream => ScoresFile.Write(stream, path, scored), isForced, "--out");
            var shown = scored.Scores.Ranking.Take(parsed.GetValue(top)).ToArray();
            picture = OutputFile.Write(picture ?? Path.Combine(loaded.Folder.FiguresPath, SheetName(scored, parsed.GetValue(top))), Sheet(scored, shown), isForced, "--sheet");
            if (isJson)
                terminal.Out.WriteLine(Json.Write(scored.Document(loaded, shown, picture, path)));
            else
                ScoreView.Write(console, scored, shown, picture, path);
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples(
            "elbo score runs/mnist",
            "elbo score runs/mnist scans/ --by nll --samples 500 --out scores.csv",
            "elbo score runs/three mnist --by squared-error --normal 3",
            "elbo score runs/houses new.csv --quantile 0.99 --out scores.csv");

        int Rows(ParseResult parsed, OpenRun loaded, string? path, ScoreOptions options, CancellationToken cancellation) => TableScore.Run(
            terminal, loaded, examples.ReadRows(parsed, loaded),
            new(options, parsed.GetValue(quantile), parsed.GetValue(training), parsed.GetValue(top), path, parsed.GetValue(force), parsed.GetValue(json))
            {
                ForImages = [.. new[] { parsed.GetResult(normal) is null ? null : "--normal", parsed.GetValue(sheet) is null ? null : "--sheet" }.OfType<string>()],
            }, cancellation);
    }

    private static void ThrowIfImpossible(string? path, string? sheet, bool force)
    {
        if (path is not null)
        {
            OutputFile.ThrowIfEnding(path, "--out", "scores.csv", FileFormat.Written);
            OutputFile.ThrowIfTaken(path, force, "--out");
        }
        if (sheet is not null)
        {
            OutputFile.ThrowIfEnding(sheet, "--sheet", "anomalies.png", ".png");
            OutputFile.ThrowIfTaken(sheet, force, "--sheet");
        }
    }

    /// <summary>The same options give the same name; others, another.</summary>
    private static string SheetName(Scored scored, int top) => FormattableString.Invariant(
        $"most-anomalous-{scored.Scores.Options.Kind.Name()}{(scored.Scores.Options.Kind == ScoreKind.Nll ? $"-{scored.Scores.Options.Samples}" : "")}-{scored.Given.FileStem}-of-{scored.Scores.Values.Length}{(top == UsualTop ? "" : $"-top-{top}")}{(scored.Scores.Options.Seed == 0 ? "" : $"-seed-{scored.Scores.Options.Seed}")}.png");

    private static byte[] Sheet(Scored scored, int[] shown) => ImageGrid.Render(
        ImageBatch.FromBytes(scored.Given.Images.Shape, scored.Given.Images.Select(shown).Pixels),
        new() { Columns = Math.Min(10, shown.Length), Title = "Most anomalous", Subtitle = $"by {scored.Scores.Options.Describe()} · {scored.Given.Source} · from the left, row by row" });
}
