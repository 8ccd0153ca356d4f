using System.Text.Json.Nodes;
using Elbo.Analysis.Scoring;
using Elbo.Data.Tables;
using Elbo.Files;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>The contents of a table, and the kind of each column.</summary>
internal static class TableInspectionView
{
    public static int Write(Terminal terminal, TableInspection inspection, bool json)
    {
        if (json)
        {
            terminal.Out.WriteLine(Json.Write(Document(inspection)));
            return ExitCode.Done;
        }
        var console = terminal.Words(json);
        console.WriteUnbroken(Invariant($"{inspection.Path}: {inspection.Rows:N0} rows, {inspection.Columns.Count} columns"));
        console.WriteLine();
        var table = new ColumnTable("column", "kind", ">missing", "values", "because");
        foreach (var column in inspection.Columns)
            table.Add(column.Column.Name, Json.Name(column.Column.Kind), Invariant($"{column.Missing:N0}"), Values(column), column.Reason);
        table.Write(console);
        console.WriteLine();
        var example = CommandWords.Quote($"{inspection.Columns[0].Column.Name}:KIND");
        var kinds = string.Join(", ", Enum.GetValues<ColumnKind>().Select(Json.Name));
        foreach (var line in Wrapping.Lines($"Another kind: --columns {example}, one of {kinds}.", console.Profile.Width))
            console.WriteLine(line, new Style(Color.Grey));
        return ExitCode.Done;
    }

    private static string Values(ColumnInspection column) => column switch
    {
        { Column.Categories.Count: > 0 } => Short(string.Join(", ", column.Column.Categories)),
        { Mean: { } mean } => Minus.True($"{Number(column.Min)} … {Number(column.Max)}, mean {Number(mean)}"),
        _ => "",
    };

    /// <summary>Four digits, or the whole integer part if it is longer: an income is not shown as a power of ten.</summary>
    private static string Number(double? value) => Math.Abs(value ?? 0) is >= 1e4 and < 1e12 ? Invariant($"{value:N0}") : Invariant($"{value:G4}");

    private static string Short(string text) => text.Length <= 40 ? text : text[..39] + "…";

    private static JsonObject Document(TableInspection inspection) => new()
    {
        ["file"] = inspection.Path,
        ["rows"] = inspection.Rows,
        ["columns"] = new JsonArray([.. inspection.Columns.Select(column => new JsonObject
        {
            ["name"] = column.Column.Name,
            ["kind"] = Json.Name(column.Column.Kind),
            ["reason"] = column.Reason,
            ["missing"] = column.Missing,
            ["categories"] = Json.Strings(column.Column.Categories),
            ["mean"] = column.Mean is { } mean ? Json.Number(mean) : null,
            ["standard_deviation"] = column.Deviation is { } deviation ? Json.Number(deviation) : null,
            ["min"] = column.Min is { } min ? Json.Number(min) : null,
            ["max"] = column.Max is { } max ? Json.Number(max) : null,
        })]),
    };
}
