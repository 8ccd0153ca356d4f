using System.CommandLine;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Judge;
using Spectre.Console;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo judge</c>: synthetic rows next to real ones, whoever made them.</summary>
internal static class JudgeVerb
{
    public const string Description = "Judge synthetic rows: similarity, usefulness, detection, privacy.";

    public static Command Create(Terminal terminal)
    {
        var real = new Argument<string>("REAL") { Description = "The real rows: a CSV, JSON or Parquet file." };
        var synthetic = new Argument<string>("SYNTHETIC") { Description = "The rows to judge, with the same columns." };
        var test = CommonOptions.Value<string?>(
            "--test", "HELDOUT", "Real rows that the generator has not seen, for learners and privacy (learners: a fifth of REAL).");
        var target = CommonOptions.Value<string?>("--target", "COLUMN", "The column that learners predict (the last one, if it has names).");
        var output = CommonOptions.Value<string?>("--out", "FOLDER", "Also write a page with plots, judgement.html, and judgement.json.");
        var (columns, json, text) = (ColumnsOption.Create(), CommonOptions.Json(), new TextOptionSet());
        var command = new Command("judge", Description)
        {
            real, synthetic, test, target, columns, output, json,
        };
        text.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var (folder, isJson) = (parsed.GetValue(output), parsed.GetValue(json));
            if (folder is not null)
                OutputFolder.ThrowIfTaken(folder, "--out");
            var (first, second) = (parsed.GetRequiredValue(real), parsed.GetRequiredValue(synthetic));
            var options = text.Read(parsed, new DataOptions());
            return Task.FromResult(Judge(
                terminal, new(first, second, parsed.GetValue(test), parsed.GetValue(target), folder, isJson),
                () => JudgedTables.Read(first, second, parsed.GetValue(test), parsed.GetValue(columns), options), cancellation));
        });
        return command.WithExamples(
            "elbo judge adult.csv synthetic.csv",
            "elbo judge train.csv synthetic.csv --test heldout.csv --target income",
            "elbo judge train.csv synthetic.csv --test heldout.csv --out judged --json");
    }

    private static int Judge(Terminal terminal, JudgeRequest request, Func<JudgedTables> read, CancellationToken cancellation)
    {
        var tables = read();
        var judgement = new EvaluateProgress(terminal.Words(request.Json), terminal.IsInteractive)
            .Watch("judging", share => Judgement.Of(tables, request.Target, null, share, cancellation));
        if (request.Folder is { } folder)
            OutputFolder.Write(folder, "--out", into =>
            {
                File.WriteAllText(Path.Combine(into, "judgement.html"), JudgementPage.Render(judgement, Path.GetFileName(request.Synthetic)));
                File.WriteAllText(Path.Combine(into, "judgement.json"), Json.Write(JudgementJson.Of(judgement)) + "\n");
            });
        return terminal.Show(request.Json, () => JudgementJson.Of(judgement), console =>
        {
            JudgementView.Write(console, judgement);
            if (request.Folder is { } written)
            {
                console.WriteLine();
                console.WriteUnbroken($"Page     {Path.GetFullPath(Path.Combine(written, "judgement.html"))}");
            }
        });
    }

    /// <param name="Real">The real rows.</param>
    /// <param name="Synthetic">The synthetic ones.</param>
    /// <param name="Test">Held-out ones; null for none.</param>
    /// <param name="Target">The column to predict; null chooses one.</param>
    /// <param name="Folder">Where the page goes; null for nowhere.</param>
    /// <param name="Json">Whether one document is printed.</param>
    private sealed record JudgeRequest(string Real, string Synthetic, string? Test, string? Target, string? Folder, bool Json);
}
