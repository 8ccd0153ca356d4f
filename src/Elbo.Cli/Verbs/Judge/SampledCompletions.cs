using System.Text.Json.Nodes;
using Elbo.Analysis.Exploration;
using Elbo.Analysis.Imputation;
using Elbo.Cli.Screens;
using Elbo.Reports.Figures;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo sample</c> of a run that completes images: a row for each image, with what is given of it, several completions, and the image itself
/// where it is whole.</summary>
internal static class SampledCompletions
{
    private const int Rows = 8, UsualDraws = 6, MostDraws = 20;

    /// <param name="run">A run with a region.</param>
    /// <param name="request">Its count is that of the completions of each image, what is given is the data to complete.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static Outcome Write(OpenRun run, SampleRequest request, CancellationToken cancellation)
    {
        ThrowIfImpossible(run, request);
        var examples = request.Images with { Data = request.Given is { } words ? string.Join(',', words) : null };
        var given = ImagesWithHoles.Read(run, examples, new ImputeRequest("", new(), null, false), cancellation);
        var (shape, count, draws) = (given.Holes.Shape, Math.Min(Rows, given.Holes.Count), (int)(request.Count ?? UsualDraws));
        var holes = new ImageHoles(shape, given.Holes.Pixels[..(count * shape.Size)].ToArray());
        var options = new ImputationOptions { Seed = request.Seed };
        (string, ImageBatch)[] columns =
        [
            .. Enumerable.Range(1, draws).Select(draw => ($"draw {draw}", Batch(Imputer.Draw(run.Model, holes, draw - 1, options, null, cancellation)))),
            .. given.Whole is { } whole ? [("truth", Batch(whole[..(count * shape.Size)]))] : Array.Empty<(string, ImageBatch)>(),
        ];
        var data = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(examples.Data ?? run.Manifest.Data.Name));
        var name = $"completions-{data}-{draws}-seed-{request.Seed}.png";
        var png = ImputationFigure.Render(Batch(holes.Pixels.ToArray()), columns, title: $"Completions, given {run.Model.Options.GivenRegion}");
        var path = FigureFile.Write(request.Output, run, name, png, request.Force);
        (string, JsonNode?)[] told = [("data", given.Source), ("examples", count), ("count", draws), ("seed", request.Seed)];
        return new(() => JsonNode.Parse(Json.File(run, path, told))!, console => console.WriteUnbroken(path));

        ImageBatch Batch(float[] pixels) => new(shape, pixels);
    }

    private static void ThrowIfImpossible(OpenRun run, SampleRequest request)
    {
        if (request.Count is < 1 or > MostDraws)
            throw new OptionsException([$"--count was {request.Count}; a run that completes images draws from 1 to {MostDraws} completions of each. "
                + $"Use --count {UsualDraws}."]);
        if (request.IsComplete || request.Temperature is not null)
            throw new OptionsException([$"{(request.IsComplete ? "--complete" : "--temperature")} was given, but {run.Folder.Root} completes images, "
                + "and has no use for it. Leave it out."]);
        if (SampledImages.Writes(request.Output))
            throw new OptionsException([$"--out was {request.Output}; of a run that completes images, elbo sample draws a picture. Use --out completions.png, "
                + $"or elbo impute RUN DATA --draws {UsualDraws} --out {request.Output} for the pixels."]);
    }
}
