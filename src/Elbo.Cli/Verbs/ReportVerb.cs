using System.CommandLine;
using System.Text;
using Elbo.Comparison;
using Elbo.Reports;
using Elbo.Runs;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo report</c>: draws a run's figures and writes its report again; several runs become one page that compares them.</summary>
internal static class ReportVerb
{
    public static Command Create(Terminal terminal)
    {
        var runs = new Argument<string[]>("RUN") { Description = "A run folder, or several to compare.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--out") { Description = "Where a comparison is written (comparison.html).", HelpName = "FILE.html" };
        var (json, force, device) = (CommonOptions.Json(), CommonOptions.Force(), CommonOptions.Device());
        var command = new Command("report", "Draw a run's figures and write its report.html again, or compare several runs on one page.") { runs, output, force, device, json };
        command.SetAction((parsed, cancellation) =>
        {
            var paths = parsed.GetRequiredValue(runs);
            if (paths.Length > 1 || SeedSeries.IsAt(paths[0]))
                return Task.FromResult(Compare(terminal, paths, parsed.GetValue(output) ?? "comparison.html", parsed.GetValue(force), parsed.GetValue(json)));
            if (parsed.GetValue(output) is { } file)
                throw new OptionsException([$"--out was {file}, but the report of one run is the report.html in its folder. Leave --out out, or name another run to compare."]);
            using var loaded = LoadedRun.Open(paths[0], parsed.GetRequiredValue(device), tables: true);
            RunReport.Write(loaded.Folder, loaded.Model, loaded.Manifest.Table is null ? loaded.Data : null, cancellation);
            var path = loaded.Folder.ReportPath;
            terminal.Out.WriteLine(parsed.GetValue(json) ? Json.File(loaded, path) : path);
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples("elbo report runs/mnist", "elbo report runs/mnist runs/flat --out comparison.html");
    }

    private static int Compare(Terminal terminal, string[] paths, string file, bool force, bool json)
    {
        var comparison = RunComparison.Of([.. paths.SelectMany(ComparedRun.Read)]);
        var command = $"elbo report {string.Join(' ', paths.Select(TrainRequest.Quote))} --out {TrainRequest.Quote(file)}";
        OutputFile.Write(file, Encoding.UTF8.GetBytes(ComparisonReport.Render(comparison, command)), force, "--out");
        terminal.Out.WriteLine(json ? CompareJson.Of(comparison, file) : file);
        return ExitCode.Done;
    }
}
