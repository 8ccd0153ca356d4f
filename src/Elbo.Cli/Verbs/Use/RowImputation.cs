using System.Text;
using System.Text.Json.Nodes;
using Elbo.Analysis.Imputation;
using Elbo.Cli.Examples;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Data.Tables;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo impute</c> for a table: missing cells are filled in.</summary>
internal static class RowImputation
{
    /// <param name="run">A run on a table.</param>
    /// <param name="examples">The table with missing cells.</param>
    /// <param name="request">How.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static Outcome Fill(OpenRun run, ExampleRequest examples, ImputeRequest request, EvaluateProgress progress, CancellationToken cancellation)
    {
        OutputFile.ThrowIfEnding(request.Output, "--out", "filled.csv", FileFormat.Csv);
        var (path, text) = (examples.Data ?? run.DataPlace, examples.TextOf(run));
        // Rows that are not filled in stay in the file, as they are.
        if (examples.Given is { } given)
            run.Fix(given);
        var rows = TableFile.ReadRows(
            path, RowForm.ReadColumns(run), text, examples.Unknown == UnknownCells.Skip ? UnknownCells.Anomaly : examples.Unknown);
        rows = (TableSet)run.Conditioned(rows, path);
        LoadedData.Tell(examples.Terminal, path, rows.Notes);
        RowForm.TellUnknown(examples, rows.Unknown, "not filled in");
        TellFar(examples.Terminal, path, rows);
        var filled = request.Draws is null
            ? FilledFile.Text(path, progress.Watch("best values", share =>
                Imputer.Mean(run.Model, rows, request.Options, new ExampleShare(share, rows.Count), cancellation)), text)
            : FilledFile.Text(path, request.Drawn(progress, rows.Count, (draw, done) =>
                Imputer.Draw(run.Model, rows, draw, request.Options, done, cancellation)), text);
        var file = OutputFile.Write(request.Output, Encoding.UTF8.GetBytes(filled), request.Force, "--out");
        var table = DateParts.Whole(rows.Table);
        var missing = Enumerable.Range(0, rows.Count).Where(row => rows.UnknownOf(row) is null).Sum(row => table.Row(row).ToArray().Count(double.IsNaN));
        return new(
            () => new JsonObject
            {
                ["run"] = run.Folder.Root,
                ["data"] = path,
                ["file"] = file,
                ["rows"] = rows.Count,
                ["filled"] = missing,
                ["draws"] = request.Draws,
            },
            console => console.WriteUnbroken(FormattableString.Invariant(
                $"{file}: {missing:N0} of {table.Cells.Length:N0} cells filled in{(request.Draws is { } n ? $", {n} draws" : "")}")));
    }

    /// <summary>The code of a row that is far outside is far outside too, and so is what it decodes to.</summary>
    private static void TellFar(Terminal terminal, string path, TableSet rows)
    {
        (int Row, int Column)[] far = [.. from row in Enumerable.Range(0, rows.Count)
                                          where rows.Table.Row(row).IndexOf(double.NaN) >= 0 && rows.UnknownOf(row) is null
                                          let farthest = UnusualCells.Farthest(rows, row)
                                          where farthest is not null
                                          select (row, farthest.Value)];
        if (far is not [var (first, place), ..])
            return;
        var column = rows.Table.Columns[place];
        terminal.Warn(FormattableString.Invariant(
                $"{path}, row {rows.Numbers[first]}, column {column.Name} holds {TableFile.Cell(column, rows.Table[first, place])}, more than ")
            + FormattableString.Invariant($"{UnusualCells.VeryFar} standard deviations from the training rows. What is filled in beside it")
            + (far.Length == 1 ? "" : FormattableString.Invariant($", and beside such cells in {far.Length - 1:N0} more row{(far.Length == 2 ? "" : "s")},"))
            + " cannot be trusted: correct the cell, or leave it empty.");
    }
}
