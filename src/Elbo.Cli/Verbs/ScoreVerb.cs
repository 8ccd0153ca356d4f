using System.CommandLine;
using Elbo.Cli.Screens;
using Elbo.Figures;
using Elbo.Scoring;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo score</c>: how little each example looks like what the model was trained on.</summary>
internal static class ScoreVerb
{
    public static Command Create(Terminal terminal)
    {
        var (run, device, force, json, examples) = (CommonOptions.Run(), CommonOptions.Device(), CommonOptions.Force(), CommonOptions.Json(), new GivenExamples.Options());
        var by = new Option<ScoreKind>("--by")
        {
            Description = "What to score by: neg-elbo, nll or squared-error (neg-elbo).",
            HelpName = "SCORE",
            CustomParser = result => Parse(result.Tokens[0].Value) is { } kind ? kind : Wrong(result),
        };
        var samples = FigureVerb.Number("--samples", "Draws of z for each example, with --by nll", 100, 1, 1_000_000);
        var quantile = new Option<double>("--quantile") { Description = "The quantile of the training scores above which an example is called an anomaly (0.95).", HelpName = "Q", DefaultValueFactory = _ => 0.95 };
        var training = FigureVerb.Number("--training", "Training examples that the quantile is taken of", 10_000, 1, int.MaxValue);
        var normal = CommonOptions.Indices("--normal", "Labels that are normal; all others are anomalies, and the AUROC says how well the score tells them apart.", "LABEL,…");
        var top = FigureVerb.Number("--top", "Most anomalous examples to show", 20, 1, 200);
        var seed = new Option<ulong>("--seed") { Description = "The same seed draws the same z (0).", HelpName = "S", DefaultValueFactory = _ => 0 };
        var output = new Option<string?>("--out") { Description = "Write every score: .csv (name, label, score, rank, anomaly) or .npy (float64 [N]).", HelpName = "FILE" };
        var sheet = new Option<string?>("--sheet") { Description = "The picture of the most anomalous examples (a name in RUN/figures).", HelpName = "FILE.png" };
        var command = new Command("score", "Score examples: the higher, the less they look like what the model was trained on.") { run };
        foreach (var option in (Option[])[by, samples, quantile, training, normal, top, seed, output, sheet, device, force, json])
            command.Options.Add(option);
        examples.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var (path, options) = (parsed.GetValue(output), new ScoreOptions { Kind = parsed.GetValue(by), Samples = parsed.GetValue(samples), Seed = parsed.GetValue(seed) });
            using var loaded = LoadedRun.Open(parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), tables: true);
            if (loaded.Manifest.Table is not null)
                return Task.FromResult(Rows(parsed, loaded, path, options, cancellation));
            if (path is not null && Path.GetExtension(path).ToLowerInvariant() is not (".csv" or ".npy"))
                throw new OptionsException([$"--out was {path}; its ending must be .csv or .npy. Use --out scores.csv."]);
            var given = examples.Read(parsed, loaded);
            var (isJson, console) = (parsed.GetValue(json), terminal.Words(parsed.GetValue(json)));
            var scored = Scored.Of(
                loaded, given, options, parsed.GetValue(quantile), parsed.GetValue(training), CommonOptions.Given(parsed, normal),
                new EvaluateProgress(console, terminal.IsInteractive), cancellation);

            var shown = scored.Ranking.Take(parsed.GetValue(top)).ToArray();
            var picture = ImageGrid.Render(
                ImageBatch.FromBytes(given.Images.Shape, given.Images.Select(shown).Pixels),
                new() { Columns = Math.Min(10, shown.Length), Title = "Most anomalous", Subtitle = $"by {options.Describe()} · {given.Source} · from the left, row by row" });
            var picturePath = parsed.GetValue(sheet) is { } chosen
                ? OutputFile.Write(chosen, picture, parsed.GetValue(force), "--sheet")
                : OutputFile.Write(Path.Combine(loaded.Folder.FiguresPath, $"most-anomalous-{options.Kind.Name()}.png"), picture, force: true, "--sheet");
            if (path is not null)
                OutputFile.Write(path, scored.File(path), parsed.GetValue(force), "--out");
            if (isJson)
                terminal.Out.WriteLine(Json.Write(scored.Document(loaded, shown, picturePath, path)));
            else
                ScoreView.Write(console, scored, shown, picturePath, path);
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples(
            "elbo score runs/mnist",
            "elbo score runs/mnist scans/ --by nll --samples 500 --out scores.csv",
            "elbo score runs/three mnist --by squared-error --normal 3",
            "elbo score runs/houses new.csv --quantile 0.99 --out scores.csv");

        int Rows(ParseResult parsed, LoadedRun loaded, string? path, ScoreOptions options, CancellationToken cancellation) => TableScore.Run(
            terminal, loaded, examples.ReadRows(parsed, loaded),
            new(options, parsed.GetValue(quantile), parsed.GetValue(training), parsed.GetValue(top), path, parsed.GetValue(force), parsed.GetValue(json))
            {
                ForImages = [.. new[] { parsed.GetResult(normal) is null ? null : "--normal", parsed.GetValue(sheet) is null ? null : "--sheet" }.OfType<string>()],
            }, cancellation);
    }

    private static ScoreKind? Parse(string name) => Enum.GetValues<ScoreKind>().Cast<ScoreKind?>().FirstOrDefault(kind => kind!.Value.Name() == name);

    private static ScoreKind Wrong(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--by was '{result.Tokens[0].Value}'; it must be one of {string.Join(", ", Enum.GetValues<ScoreKind>().Select(kind => kind.Name()))}.");
        return default;
    }
}
