using System.Text;
using System.Text.Json.Nodes;
using Elbo.Analysis.Imputation;
using Elbo.Cli.Screens;
using Elbo.Data.Tables;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo impute</c> of a run on a table: missing cells filled in.</summary>
internal static class TableImpute
{
    /// <param name="terminal">Where it writes.</param>
    /// <param name="run">A run on a table.</param>
    /// <param name="path">The table with missing cells; null for the run's own file.</param>
    /// <param name="request">How.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static int Run(Terminal terminal, OpenRun run, string? path, ImputeRequest request, CancellationToken cancellation)
    {
        if (request.ForImages is { Count: > 0 } options)
            throw new OptionsException([$"{string.Join(" and ", options)} {(options.Count == 1 ? "is" : "are")} for images, but {run.Folder.Root} learned from a table, in which empty cells are missing. Leave {(options.Count == 1 ? "it" : "them")} out."]);
        OutputFile.ThrowIfEnding(request.Output, "--out", "filled.csv", ".csv");
        path ??= run.Manifest.Data.Name;
        var encoding = run.Manifest.Table!;
        var rows = new TableSet(TableFile.Read(path, [.. encoding.Columns.Select(column => column.Column)]), encoding);
        var progress = new EvaluateProgress(terminal.Words(request.Json), terminal.IsInteractive);
        var text = request.Draws is { } number
            ? TableFile.Fill(path, Enumerable.Range(0, number).Select(draw => progress.Watch(
                FormattableString.Invariant($"draw {draw + 1} of {number}"), share => Imputer.Draw(run.Model, rows, draw, request.Options, new ExampleShare(share, rows.Count), cancellation))))
            : TableFile.Fill(path, progress.Watch("best values", share => Imputer.Mean(run.Model, rows, request.Options, new ExampleShare(share, rows.Count), cancellation)));
        var file = OutputFile.Write(request.Output, Encoding.UTF8.GetBytes(text), request.Force, "--out");
        var missing = rows.Table.Cells.ToArray().Count(double.IsNaN);
        terminal.Out.WriteLine(request.Json
            ? Json.Write(new JsonObject { ["run"] = run.Folder.Root, ["data"] = path, ["file"] = file, ["rows"] = rows.Count, ["filled"] = missing, ["draws"] = request.Draws })
            : FormattableString.Invariant($"{file}: {missing:N0} of {rows.Table.Cells.Length:N0} cells filled in{(request.Draws is { } n ? $", {n} draws" : "")}"));
        return ExitCode.Done;
    }
}
