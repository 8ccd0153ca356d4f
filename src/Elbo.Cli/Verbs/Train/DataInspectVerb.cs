using System.CommandLine;
using Elbo.Cli.Examples;
using Elbo.Data;
using Elbo.Data.Tables;

namespace Elbo.Cli.Verbs;

/// <summary>The options of <c>elbo data inspect</c>.</summary>
/// <param name="Data">The data's name or path.</param>
/// <param name="Columns">Kinds of columns; null if none were given.</param>
/// <param name="Options">How the data is read; null for the defaults.</param>
/// <param name="HasSheet">Whether a contact sheet is drawn.</param>
/// <param name="Sheet">Its file; null for a name after the data.</param>
/// <param name="Force">True replaces a file.</param>
/// <param name="Json">True prints JSON.</param>
internal sealed record InspectRequest(
    string Data, IReadOnlyDictionary<string, ColumnKind>? Columns, DataOptions? Options, bool HasSheet, string? Sheet, bool Force, bool Json)
{
    public string DisplayName =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Data))).Split('.')[0] is { Length: > 0 } name ? name : "data";
}

/// <summary><c>elbo data inspect DATA</c>: measures the contents of a data set; with <c>--sheet</c> also draws a picture of it.</summary>
internal static class DataInspectVerb
{
    public static Command Create(Terminal terminal)
    {
        var data = new Argument<string>("DATA") { Description = DataOptionSet.DataDescription, CompletionSources = { Suggestions.Datasets } };
        var columns = ColumnsOption.Create();
        var sheet = new Option<string?>("--sheet")
        {
            Description = "Also write a contact sheet, a PNG with examples of each label (NAME-contact-sheet.png).",
            HelpName = "FILE.png",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var images = new DataOptionSet();
        var (force, json) = (CommonOptions.Force(), CommonOptions.Json());
        var command = new Command("inspect", "Measure a data set: counts, pixels, labels, checksums, suitable binarizations.")
        {
            data, sheet, columns, force, json,
        };
        images.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var request = new InspectRequest(
                parsed.GetValue(data)!, parsed.GetValue(columns), images.Read(parsed),
                parsed.Has(sheet), parsed.GetValue(sheet), parsed.GetValue(force), parsed.GetValue(json));
            return Task.FromResult(terminal.Show(request.Json, ExampleForm.OfData(request.Data).Inspect(terminal, request, cancellation)));
        });
        return command.WithExamples(
            "elbo data inspect mnist",
            "elbo data inspect mnist --sheet",
            "elbo data inspect houses.csv --columns price:positive",
            "elbo data inspect photos --size 64 --sheet",
            "elbo data inspect scans/train-images-idx3-ubyte.gz --sheet scans.png");
    }
}
