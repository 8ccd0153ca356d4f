using Elbo.Cli.Screens;
using Elbo.Cli.Verbs;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Data.Inspection;
using Elbo.Files;
using Elbo.Reports.Figures;

namespace Elbo.Cli.Examples;

/// <summary>The form of images.</summary>
[For<ImageSchema>]
internal sealed class ImageForm : ExampleForm
{
    public override void ThrowIfOther(OpenRun run, string data)
    {
        if (FileFormat.Of(data).Table is not null)
            throw new OptionsException([
                $"{run.Folder.Root} learned from images of {run.Model.Options.Shape}, and {data} is a table. Give images, or a run on a table."]);
    }

    public override ExampleSet Read(OpenRun run, ExampleRequest request, string split, CancellationToken cancellation)
    {
        if (request.Data is not { } data)
            return split == All ? run.Images.All() : SplitOf(run.Images, split);
        var options = GivenImages.IsImageFiles(data) ? AsTheRun(run, request)
            : FileFormat.Of(data).HasRange && (request.Range ?? run.Manifest.Data.Options?.Range) is { } range ? new DataOptions { Range = range } : null;
        var images = split == All
            ? LoadedData.LoadGiven(request.Terminal, data, options, cancellation).Images
            : SplitOf(LoadedData.Load(request.Terminal, data, options, json: true, cancellation), split);
        return images.Shape == run.Model.Options.Shape ? images : throw new OptionsException([
            $"{data} holds images of {images.Shape}, but the model was trained on {run.Model.Options.Shape}. Give images of that shape."]);
    }

    public override GivenExamples Given(ExampleSet examples, string data, string split) => new ImageExamples((ImageSet)examples, data, split);

    public override RunEvaluation Evaluate(OpenRun run, EvaluateRequest request, EvaluateProgress progress, CancellationToken cancellation) =>
        new ImageEvaluation(run, request, progress, cancellation);

    public override Outcome Impute(
        OpenRun run, ExampleRequest examples, ImputeRequest request, EvaluateProgress progress, CancellationToken cancellation) =>
        ImageImputation.Fill(run, ImagesWithHoles.Read(run, examples, request, cancellation), request, progress, cancellation);

    public override Outcome Inspect(Terminal terminal, InspectRequest request, CancellationToken cancellation)
    {
        if (request.Columns is not null)
            throw new OptionsException([$"--columns was given, but {request.Data} is not a table. Omit --columns, or give a CSV or Parquet file."]);
        var usual = $"{request.DisplayName}-contact-sheet.png";
        var sheet = request.HasSheet ? request.Sheet ?? usual : null;
        if (sheet?.EndsWith(FileFormat.Picture.Endings[0], StringComparison.OrdinalIgnoreCase) == false)
            throw new OptionsException([$"--sheet was '{sheet}'; it must be the name of a PNG file. Use --sheet {usual}."]);
        var data = LoadedData.Load(terminal, request.Data, request.Options, request.Json, cancellation, withNotes: false);
        var inspection = DataInspection.Of(data);
        if (sheet is not null)
            OutputFile.Write(
                sheet, ContactSheet.Render(data.Train, new() { Name = request.DisplayName, LabelNames = data.Train.LabelNames }), request.Force, "--sheet");
        return new(() => DataInspectionJson.Of(inspection, sheet), console => DataInspectionView.Write(console, inspection, sheet));
    }

    public override Outcome Sample(OpenRun run, SampleRequest request, EvaluateProgress progress, CancellationToken cancellation) =>
        ImageSamples.Write(run, request, cancellation);

    public override void ThrowIfUnwritable(string path, bool force) => ImageOutput.ThrowIfImpossible(path, force);

    public override void Decode(OpenRun run, float[] codes, IReadOnlyList<TableColumn> ids, string path, bool force, CancellationToken cancellation)
    {
        var (shape, latents) = (run.Model.Options.Shape, run.Model.Options.Latents);
        ImageOutput.ThrowIfTooMany(path, shape, codes.Length / latents);
        ImageOutput.Write(path, shape, run.Model.Decode(codes, cancellation), names: null, force, cancellation);
    }

    /// <summary>Image files are read as the run's own were, at the model's size and in its channels, with any label.</summary>
    private static DataOptions AsTheRun(OpenRun run, ExampleRequest request)
    {
        var (shape, own) = (run.Model.Options.Shape, run.Manifest.Data.Options ?? new());
        return own with
        {
            SkipBad = own.SkipBad || request.SkipBad,
            Range = request.Range ?? own.Range,
            Size = new(shape.Width, shape.Height),
            Color = shape.Channels == 1 ? ImageColor.Grey : ImageColor.Rgb,
            Labels = null,
        };
    }
}
