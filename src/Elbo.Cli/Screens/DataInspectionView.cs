using System.Globalization;
using Elbo.Data.Inspection;
using Elbo.Data.Tables;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>The contents of a data set.</summary>
internal static class DataInspectionView
{
    private const string Margin = "  ";

    /// <summary>Images: files, pixels, labels and fingerprints.</summary>
    public static void Write(IAnsiConsole console, DataInspection inspection, string? sheet)
    {
        var facts = new FactList(console, nameWidth: 12);
        facts.Heading(inspection.Name, Invariant($"{inspection.Shape}, {(inspection.Shape.Channels == 1 ? "grey" : "colour")}"));
        WriteFiles(facts, inspection.Files);
        if (inspection.Notes.Count > 0)
            facts.Add("notes", string.Join("; ", inspection.Notes), Color.Yellow);
        facts.Add("test split", inspection.TestSplit);
        var (verdict, colour) = Checksums(inspection.IsPublished);
        facts.Add("checksums", verdict, colour);
        facts.Add("binarization", $"{string.Join(", ", inspection.Binarizations)}. {inspection.BinarizationNote}");
        console.WriteLine();
        WritePixels(console, inspection.Splits);
        WriteLabels(console, inspection.Splits, inspection.LabelNames);
        Heading(console, "Fingerprints", "SHA-256 of the pixels");
        var nameWidth = inspection.Splits.Max(split => split.Name.Length);
        foreach (var split in inspection.Splits)
            console.WriteUnbroken($"{Margin}{split.Name.PadRight(nameWidth)}  {split.Fingerprint}");
        if (sheet is null)
            return;
        console.WriteLine();
        console.WriteUnbroken($"Contact sheet: {Path.GetFullPath(sheet)} ({ByteSize.Show(new FileInfo(sheet).Length)})");
    }

    /// <summary>A table: the kind of each column, with the reason.</summary>
    public static void Write(IAnsiConsole console, TableInspection inspection)
    {
        var width = inspection.Columns.DistinctBy(column => column.Column.Source).Count();
        console.WriteUnbroken(Invariant($"{inspection.Path}: {inspection.Rows:N0} rows, {width} column{(width == 1 ? "" : "s")}"));
        foreach (var line in inspection.Notes.SelectMany(note => Wrapping.Lines($"Note: {note}.", console.Profile.Width)))
            console.WriteLine(line, new Style(Color.Yellow));
        console.WriteLine();
        var table = new ColumnTable("column", "kind", ">missing", "values", "because");
        foreach (var column in inspection.Columns)
            table.Add(column.Column.Name, Json.Name(column.Column.Kind), Invariant($"{column.Missing:N0}"), Values(column), column.Reason);
        table.Write(console);
        console.WriteLine();
        var warnings = inspection.Columns.Select(column => column.Warning).OfType<string>();
        foreach (var line in warnings.SelectMany(text => Wrapping.Lines(text, console.Profile.Width)))
            console.WriteLine(line, new Style(Color.Yellow));
        var example = ColumnWords.Option(inspection.Columns[0].Column.Name, "KIND");
        var kinds = string.Join(", ", Enum.GetValues<ColumnKind>().Select(Json.Name));
        foreach (var line in Wrapping.Lines($"Another kind: {example}, one of {kinds}.", console.Profile.Width))
            console.WriteLine(line, new Style(Color.Grey));
    }

    private static string Values(ColumnInspection column) => column switch
    {
        { Column.Categories.Count: > 0 } => Short(string.Join(", ", column.Column.Categories)),
        { Column.Format: { } format, Mean: { } mean } => $"{format.Write(column.Min!.Value)} … {format.Write(column.Max!.Value)}, mean {format.Write(mean)}",
        { Mean: { } mean } => Minus.True($"{Number(column.Min)} … {Number(column.Max)}, mean {Number(mean)}"),
        _ => "",
    };

    /// <summary>Four digits, or the whole integer part if it is longer: an income is not shown as a power of ten.</summary>
    private static string Number(double? value) => Math.Abs(value ?? 0) is >= 1e4 and < 1e12 ? Invariant($"{value:N0}") : Invariant($"{value:G4}");

    private static string Short(string text) => text.Length <= 40 ? text : text[..39] + "…";

    /// <summary>The files, with a shared folder only once.</summary>
    private static void WriteFiles(FactList facts, IReadOnlyList<string> files)
    {
        var folders = files.Select(Path.GetDirectoryName).Distinct().ToArray();
        if (folders is [{ } folder])
            facts.AddLines("folder", [folder]);
        facts.AddLines("files", folders.Length == 1 ? files.Select(file => Path.GetFileName(file)) : files);
    }

    private static void WritePixels(IAnsiConsole console, IReadOnlyList<SplitInspection> splits)
    {
        var table = new ColumnTable("split", ">images", ">min", ">max", ">mean", ">std", ">black", ">between", ">white");
        foreach (var split in splits)
        {
            var pixels = split.Pixels;
            table.Add(
                split.Name, Number("N0", split.Count), Number("0.##", pixels.Min), Number("0.##", pixels.Max),
                Number("F4", pixels.Mean), Number("F4", pixels.StandardDeviation),
                Number("P1", pixels.ShareBlack), Number("P1", pixels.ShareBetween), Number("P1", pixels.ShareWhite));
        }
        Heading(console, "Pixels", "0 is black, 1 is white");
        table.Write(console, Margin);
        console.WriteLine();
    }

    /// <summary>Labels in as many columns as fit the screen.</summary>
    private static void WriteLabels(IAnsiConsole console, IReadOnlyList<SplitInspection> splits, IReadOnlyList<string>? names)
    {
        var labels = splits.SelectMany(split => split.Labels).Select(label => label.Label).Distinct().Order().ToArray();
        Heading(console, "Labels", labels.Length == 0 ? "none" : Invariant($"{labels.Length}, with the number of images of each"));
        var nameWidth = splits.Max(split => split.Name.Length);
        string Name(int label) => names is null ? Number("0", label) : names[label];
        var cellWidth = 2 + splits.SelectMany(split => split.Labels)
            .Select(label => Math.Max(Number("N0", label.Count).Length, Name(label.Label).Length)).DefaultIfEmpty().Max();
        foreach (var some in labels.Chunk(Math.Max(1, (console.Profile.Width - Margin.Length - nameWidth) / cellWidth)))
        {
            var table = new ColumnTable(["label", .. some.Select(label => ">" + Name(label))]);
            foreach (var split in splits)
                table.Add([split.Name, .. some.Select(label => Number("N0", split.Labels.FirstOrDefault(l => l.Label == label)?.Count ?? 0))]);
            table.Write(console, Margin);
        }
        console.WriteLine();
    }

    private static (string Verdict, Color Colour) Checksums(bool? isPublished) => isPublished switch
    {
        true => ("verified: every split is the published one, byte for byte", Color.Green),
        false => ("a split differs from the published one, so numbers are not comparable with others'. Download it again.", Color.Yellow),
        null => ("none recorded for this name; the fingerprints below distinguish copies", Color.Default),
    };

    private static void Heading(IAnsiConsole console, string text, string beside) => new FactList(console, 0).Heading(text, beside, Color.Grey);

    private static string Number(string format, double value) => value.ToString(format, CultureInfo.InvariantCulture);
}
