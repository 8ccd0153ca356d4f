using System.CommandLine;
using System.Text;
using Elbo.Files;
using Elbo.Reports.Comparison;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo report</c>: draws a run's figures and writes its report again; several runs become one page that compares them.</summary>
internal static class ReportVerb
{
    public const string Description = "Draw a run's figures and write its report.html again, or compare several runs on one page.";

    public static Command Create(Terminal terminal)
    {
        var runs = new Argument<string[]>("RUN") { Description = "A run folder, or several to compare.", Arity = ArgumentArity.OneOrMore };
        var label = CommonOptions.Value<string?>(
            "--label", "COLUMN", "The column of a table that codes are coloured by (the one that they tell apart best).");
        var output = CommonOptions.Value<string?>("--out", "FILE.html", "Where a comparison is written (comparison.html).");
        var share = new Option<bool>("--share")
        {
            Description = "Put the model itself into the report, for a playground that works offline in that one file (dense nets on images).",
        };
        var (json, force, device, data) = (CommonOptions.Json(), CommonOptions.Force(), CommonOptions.Device(), CommonOptions.Data());
        var command = new Command("report", Description)
        {
            runs, share, label, output, data, force, device, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var (paths, column, isShared) = (parsed.GetRequiredValue(runs), parsed.GetValue(label), parsed.GetValue(share));
            if (paths.Length > 1 || SeedSeries.IsAt(paths[0]))
                return isShared ? throw new OptionsException(["--share was given for a comparison; it puts one model into one report. Name one run."])
                    : column is null
                    ? Task.FromResult(Compare(terminal, paths, parsed.GetValue(output) ?? "comparison.html", parsed.GetValue(force), parsed.GetValue(json)))
                    : throw new OptionsException([$"--label was {column}, but a comparison shows no codes. Leave it out, or name one run."]);
            if (parsed.GetValue(output) is { } file)
                throw new OptionsException([
                    $"--out was {file}, but the report of one run is the report.html in its folder. Leave --out out, or name another run to compare."]);
            using var loaded = OpenRun.Open(terminal, paths[0], parsed.GetRequiredValue(device), parsed.GetValue(data), tables: true);
            if (column is not null && loaded.Schema.Columns is null)
                throw new OptionsException([
                    $"--label was {column}, but {loaded.Folder.Root} learned from images, whose codes are coloured by their labels. Leave it out."]);
            loaded.WriteReport(column, isShared, cancellation);
            var path = loaded.Folder.ReportPath;
            terminal.Out.WriteLine(parsed.GetValue(json) ? Json.File(loaded, path) : path);
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples(
            "elbo report runs/mnist", "elbo report runs/mnist --share", "elbo report runs/houses --label city",
            "elbo report runs/mnist runs/flat --out comparison.html");
    }

    private static int Compare(Terminal terminal, string[] paths, string file, bool force, bool json)
    {
        var comparison = CompareVerb.Read(terminal, paths);
        var command = ((string[])["elbo", "report", .. paths, .. CommandWords.Option("--out", file)]).AsTyped();
        OutputFile.Write(file, Encoding.UTF8.GetBytes(ComparisonReport.Render(comparison, command)), force, "--out");
        terminal.Out.WriteLine(json ? Json.Write(CompareJson.Of(comparison, file)) : file);
        return ExitCode.Done;
    }
}
