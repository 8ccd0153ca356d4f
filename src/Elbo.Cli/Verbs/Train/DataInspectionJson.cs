using System.Text.Json.Nodes;
using Elbo.Data.Inspection;
using Elbo.Data.Tables;

namespace Elbo.Cli.Verbs;

/// <summary>The JSON document of <c>elbo data inspect --json</c>; pixels range from 0 (black) to 1 (white).</summary>
internal static class DataInspectionJson
{
    public static JsonObject Of(DataInspection inspection, string? sheet) => new()
    {
        ["name"] = inspection.Name,
        ["shape"] = Json.Shape(inspection.Shape),
        ["files"] = Json.Strings(inspection.Files),
        ["test_split"] = inspection.TestSplit,
        ["is_published"] = inspection.IsPublished,
        ["binarizations"] = Json.Strings(inspection.Binarizations),
        ["binarization_note"] = inspection.BinarizationNote,
        ["splits"] = new JsonArray([.. inspection.Splits.Select(split => Node(split, inspection.LabelNames))]),
        ["notes"] = Json.Strings(inspection.Notes),
        ["sheet"] = sheet,
    };

    public static JsonObject Of(TableInspection inspection) => new()
    {
        ["file"] = inspection.Path,
        ["rows"] = inspection.Rows,
        ["notes"] = Json.Strings(inspection.Notes),
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
            ["warning"] = column.Warning,
        })]),
    };

    private static JsonObject Node(SplitInspection split, IReadOnlyList<string>? names) => new()
    {
        ["name"] = split.Name,
        ["count"] = split.Count,
        ["min"] = Json.Number(split.Pixels.Min),
        ["max"] = Json.Number(split.Pixels.Max),
        ["mean"] = Json.Number(split.Pixels.Mean),
        ["standard_deviation"] = Json.Number(split.Pixels.StandardDeviation),
        ["share_black"] = Json.Number(split.Pixels.ShareBlack),
        ["share_between"] = Json.Number(split.Pixels.ShareBetween),
        ["share_white"] = Json.Number(split.Pixels.ShareWhite),
        ["labels"] = new JsonArray([.. split.Labels.Select(label => Node(label, names))]),
        ["fingerprint"] = split.Fingerprint,
        ["images_sha256"] = split.ImagesSha256,
        ["labels_sha256"] = split.LabelsSha256,
    };

    private static JsonObject Node(LabelCount label, IReadOnlyList<string>? names)
    {
        var node = new JsonObject { ["label"] = label.Label };
        if (names is not null)
            node["name"] = names[label.Label];
        node["count"] = label.Count;
        return node;
    }
}
