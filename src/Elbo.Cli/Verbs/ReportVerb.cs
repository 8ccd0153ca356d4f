using System.CommandLine;
using Elbo.Reports;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo report</c>: draws a run's figures and writes its report again.</summary>
internal static class ReportVerb
{
    public static Command Create(Terminal terminal)
    {
        var (run, json, device) = (CommonOptions.Run(), CommonOptions.Json(), CommonOptions.Device());
        var label = new Option<string?>("--label") { Description = "The column of a table that codes are coloured by (the one that they tell apart best).", HelpName = "COLUMN" };
        var command = new Command("report", "Draw a run's figures and write its report.html again.") { run, label, device, json };
        command.SetAction((parsed, cancellation) =>
        {
            using var loaded = LoadedRun.Open(parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), tables: true);
            if (loaded.Manifest.Table is not null)
                RunReport.Write(loaded.Folder, loaded.Model, loaded.Table, parsed.GetValue(label), cancellation);
            else if (parsed.GetValue(label) is { } column)
                throw new OptionsException([$"--label was {column}, but {loaded.Folder.Root} learned from images, whose codes are coloured by their labels. Leave it out."]);
            else
                RunReport.Write(loaded.Folder, loaded.Model, loaded.Data, cancellation);
            var path = loaded.Folder.ReportPath;
            terminal.Out.WriteLine(parsed.GetValue(json) ? Json.File(loaded, path) : path);
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples("elbo report runs/mnist", "elbo report runs/houses --label city");
    }
}
