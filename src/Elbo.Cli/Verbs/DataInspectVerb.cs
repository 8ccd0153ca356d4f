using System.CommandLine;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Data.Inspection;
using Elbo.Data.Tables;
using Elbo.Reports.Figures;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo data inspect DATA</c>: measures the contents of a data set; with <c>--sheet</c> also draws a picture of it.</summary>
internal static class DataInspectVerb
{
    public static Command Create(Terminal terminal)
    {
        var data = new Argument<string>("DATA") { Description = DataOptionSet.DataDescription };
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
            var name = parsed.GetValue(data)!;
            if (FileFormat.Of(name).Table is not null)
            {
                if (parsed.Has(sheet))
                    throw new OptionsException([$"--sheet was given, but {name} is a table, and a contact sheet shows images. Omit --sheet."]);
                DataOptionSet.ThrowIfTable(name, images.Read(parsed));
                return Task.FromResult(TableInspectionView.Write(terminal, TableFile.Inspect(name, parsed.GetValue(columns)), parsed.GetValue(json)));
            }
            if (parsed.Has(columns))
                throw new OptionsException([$"--columns was given, but {name} is not a table. Omit --columns, or give a CSV or Parquet file."]);
            var file = parsed.GetResult(sheet) is null ? null : parsed.GetValue(sheet) ?? DefaultSheet(name);
            if (file?.EndsWith(".png", StringComparison.OrdinalIgnoreCase) == false)
                throw new OptionsException([$"--sheet was '{file}'; it must be the name of a PNG file. Use --sheet {DefaultSheet(name)}."]);
            var dataset = LoadedData.Load(terminal, name, images.Read(parsed), parsed.GetValue(json), cancellation, withNotes: false);
            return Task.FromResult(Run(terminal, name, dataset, file, parsed.GetValue(force), parsed.GetValue(json)));
        });
        return command.WithExamples(
            "elbo data inspect mnist",
            "elbo data inspect mnist --sheet",
            "elbo data inspect houses.csv --columns price:positive",
            "elbo data inspect photos --size 64 --sheet",
            "elbo data inspect scans/train-images-idx3-ubyte.gz --sheet scans.png");
    }

    private static int Run(Terminal terminal, string data, Dataset<ImageSet> dataset, string? sheet, bool force, bool json)
    {
        var inspection = DataInspection.Of(dataset);
        if (sheet is not null)
        {
            var picture = ContactSheet.Render(dataset.Train, new() { Name = DisplayName(data), LabelNames = dataset.Train.LabelNames });
            OutputFile.Write(sheet, picture, force, "--sheet");
        }
        if (json)
            terminal.Out.WriteLine(DataInspectionJson.Of(inspection, sheet));
        else
            DataInspectionView.Write(terminal.Words(json), inspection, sheet);
        return ExitCode.Done;
    }

    private static string DefaultSheet(string data) => $"{DisplayName(data)}-contact-sheet.png";

    private static string DisplayName(string data)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(data))).Split('.')[0];
        return name.Length > 0 ? name : "data";
    }
}
