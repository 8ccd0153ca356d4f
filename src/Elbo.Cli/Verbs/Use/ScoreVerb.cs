using System.CommandLine;
using Elbo.Analysis.Scoring;
using Elbo.Cli.Examples;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Reports.Figures;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo score</c>: how little each example looks like what the model was trained on.</summary>
internal static class ScoreVerb
{
    public const string Description = "Score examples: the higher, the less they look like what the model was trained on.";

    private const int UsualTop = 20;

    public static Command Create(Terminal terminal)
    {
        var (run, device, force, json) = (CommonOptions.Run(), CommonOptions.Device(), CommonOptions.Force(), CommonOptions.Json());
        var examples = new ExampleOptions();
        var by = Choice.Option<ScoreKind>("--by", "What to score by (neg-elbo).");
        var samples = FigureVerb.Number("--samples", "Draws of z for each example, with --by nll", 100, 1, 1_000_000);
        var quantile = CommonOptions.Value<double>(
            "--quantile", "Q", "The quantile of the training scores above which an example is called an anomaly.", 0.95);
        var training = FigureVerb.Number("--training", "Training examples that the quantile is taken of", 10_000, 1, int.MaxValue);
        var normal = CommonOptions.List(
            "--normal", "Labels that are normal; all others are anomalies, and the AUROC says how well the score tells them apart.", "LABEL,…");
        var top = FigureVerb.Number("--top", "Most anomalous examples to show", UsualTop, 1, 200);
        var seed = CommonOptions.Value<ulong>("--seed", "S", "The same seed draws the same z.", 0);
        var output = CommonOptions.Value<string?>(
            "--out", "FILE", "Write every score: .csv, .parquet or .npz (example, label, score, rank, anomaly), or .npy (float64 [N]).");
        var sheet = CommonOptions.Value<string?>("--sheet", "FILE.png", "The picture of the most anomalous examples (a name in RUN/figures).");
        var command = new Command("score", Description) { run };
        foreach (var option in (Option[])[by, samples, quantile, training, normal, top, seed, output, sheet, device, force, json])
            command.Options.Add(option);
        examples.AddTo(command);
        var unknown = new UnknownOption(command, UnknownCells.Anomaly);
        command.SetAction((parsed, cancellation) =>
        {
            var (path, picture, isForced) = (parsed.GetValue(output), parsed.GetValue(sheet), parsed.GetValue(force));
            var options = new ScoreOptions { Kind = parsed.GetValue(by) ?? default, Samples = parsed.GetValue(samples), Seed = parsed.GetValue(seed) };
            parsed.ThrowIfIdle(
                (samples, options.Kind == ScoreKind.Nll, "--by nll"), (seed, options.Kind != ScoreKind.SquaredError, "--by neg-elbo or nll"));
            ScoreThreshold.ThrowIfNoQuantile(parsed.GetValue(quantile));
            OutputFile.ThrowIfImpossible(path, isForced, "--out", "scores.csv", FileFormat.OfNumbers);
            OutputFile.ThrowIfImpossible(picture, isForced, "--sheet", "anomalies.png", FileFormat.Picture);
            using var loaded = OpenRun.OpenWatched(
                terminal, parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), examples.RunData(parsed), cancellation, tables: true);
            ExampleForm.Of(loaded.Schema).ThrowIfForImages(loaded, parsed.NamesOf(normal, sheet));
            var request = unknown.Over(examples.Read(terminal, parsed), parsed, loaded);
            var progress = new EvaluateProgress(terminal.Words(parsed.GetValue(json)), terminal.IsInteractive);
            var (share, most) = (parsed.GetValue(quantile), parsed.GetValue(training));
            var scored = StreamedScores.TryScore(loaded, request, options, share, most, parsed.GetValue(top), progress, cancellation)
                ?? Score(request.Given is [Scored.Best]);
            var given = scored.Given;

            if (path is not null)
                OutputFile.WriteNumbers(path, scored.Numbers(), isForced);
            var shown = scored.Ranking.Take(parsed.GetValue(top)).ToArray();
            picture = given.Tiles(shown) is { } tiles
                ? FigureFile.Write(picture, loaded, SheetName(scored, parsed.GetValue(top)), Sheet(scored, tiles), isForced, "--sheet")
                : null;
            return Task.FromResult(terminal.Show(
                parsed.GetValue(json), () => scored.Document(loaded, shown, picture, path), console => ScoreView.Write(console, scored, shown, picture, path)));

            Scored Score(bool isBest)
            {
                var examples = (isBest ? request with { Given = [loaded.AnyClass()] } : request).Read(loaded, cancellation);
                var isNormal = CommonOptions.Given(parsed, normal) is { } labels ? NormalExamples.Of(examples, labels) : null;
                return Scored.Of(loaded, examples, options, share, most, isNormal, isBest, progress, cancellation);
            }
        });
        return command.WithExamples(
            "elbo score runs/mnist",
            "elbo score runs/mnist scans/ --by nll --samples 500 --out scores.csv",
            "elbo score runs/three mnist --by squared-error --normal 3",
            "elbo score runs/digits scans/ --given best --out scores.csv",
            "elbo score runs/houses new.csv --quantile 0.99 --out scores.csv");
    }

    /// <summary>A file name that depends only on the options.</summary>
    private static string SheetName(Scored scored, int top)
    {
        var options = scored.Options;
        var samples = options.Kind == ScoreKind.Nll ? $"-{options.Samples}" : "";
        return FormattableString.Invariant($"most-anomalous-{options.Kind.Name()}{samples}-{scored.Given.FileStem}-of-{scored.Values.Length}")
            + FormattableString.Invariant($"{(top == UsualTop ? "" : $"-top-{top}")}{(options.Seed == 0 ? "" : $"-seed-{options.Seed}")}.png");
    }

    private static byte[] Sheet(Scored scored, Analysis.Exploration.ImageBatch tiles) => ImageGrid.Draw(tiles, new()
    {
        Columns = Math.Min(10, tiles.Count),
        Title = "Most anomalous",
        Subtitle = $"by {scored.Options.Describe()} · {scored.Given.Source} · from the left, row by row",
    });
}
