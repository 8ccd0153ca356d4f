using System.CommandLine;
using Elbo.Reports;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo report</c>: draws a run's figures and writes its report again.</summary>
internal static class ReportVerb
{
    public static Command Create(Terminal terminal)
    {
        var (run, json, device) = (CommonOptions.Run(), CommonOptions.Json(), CommonOptions.Device());
        var command = new Command("report", "Draw a run's figures and write its report.html again.") { run, device, json };
        command.SetAction((parsed, cancellation) =>
        {
            using var loaded = LoadedRun.Open(parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), tables: true);
            RunReport.Write(loaded.Folder, loaded.Model, loaded.Manifest.Table is null ? loaded.Data : null, cancellation);
            var path = loaded.Folder.ReportPath;
            terminal.Out.WriteLine(parsed.GetValue(json) ? Json.File(loaded, path) : path);
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples("elbo report runs/mnist");
    }
}
