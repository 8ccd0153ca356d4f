using System.Text.Json.Nodes;
using Elbo.Analysis.Exploration;
using Elbo.Cli.Screens;
using Elbo.Reports.Figures;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo sample</c> for images: a grid, of a run on classes with one row per class.</summary>
internal static class ImageSamples
{
    private const int UsualCount = 64, UsualPerClass = 10, Most = 10_000;

    public static Outcome Write(OpenRun run, SampleRequest request, CancellationToken cancellation)
    {
        if (run.Model.Options.ConditionRegion is not null)
            return SampledCompletions.Write(run, request, cancellation);
        if (request.Count is < 1 or > Most)
            throw new OptionsException([$"--count was {request.Count}; it must be from 1 to {Most} images. Use --count {UsualCount}."]);
        if (request.IsComplete)
            throw new OptionsException([$"--complete was given, but {run.Folder.Root} learned from images, and that is for rows of a table. Leave it out."]);
        if (SampledImages.Writes(request.Output))
            SampledImages.ThrowIfImpossible(request.Output!, request.Force);
        if (request.Given is { } condition)
            run.Fix(condition);
        if (request.Temperature is { } temperature)
            run.Cool(temperature);
        if (SampledImages.Writes(request.Output))
            return WriteData(run, request, cancellation);
        var drawing = run.Model is { IsFixed: false, Condition.Classes: { } classes }
            ? OfClasses(run, classes.Name, (int)(request.Count ?? UsualPerClass), request)
            : Grid(run, (int)(request.Count ?? UsualCount), request);
        if (request.Given is { } words)
            drawing = drawing.Given(words);
        var path = FigureFile.Write(request.Output, run, drawing.Name, drawing.Png, request.Force);
        return new(
            () => JsonNode.Parse(Json.File(run, path, drawing.Options))!,
            console => console.WriteUnbroken(path));
    }

    private static Outcome WriteData(OpenRun run, SampleRequest request, CancellationToken cancellation)
    {
        var (samples, path) = (SampledImages.Draw(run, request), request.Output!);
        samples.Write(path, request.Force, cancellation);
        (string, JsonNode?)[] options =
        [
            ("count", samples.Pixels.Length / samples.Shape.Size), ("seed", request.Seed),
            .. samples.PerClass is { } each ? [("per_class", each)] : Array.Empty<(string, JsonNode?)>(),
            .. Cooled(request),
            .. request.Given is { } words ? [("given", string.Join(", ", words))] : Array.Empty<(string, JsonNode?)>(),
        ];
        return new(() => JsonNode.Parse(Json.File(run, path, options))!, console => console.WriteUnbroken(path));
    }

    private static FigureVerb.Drawing Grid(OpenRun run, int count, SampleRequest request)
    {
        var images = new ImageBatch(run.Model.Options.Shape, run.Model.Sample(count, request.Seed));
        var title = request.Temperature is { } t ? FormattableString.Invariant($"Samples from the prior at temperature {t}") : "Samples from the prior";
        return new(
            $"samples-{count}{Suffix(request)}.png", ImageGrid.Render(images, title: title), [("count", count), ("seed", request.Seed), .. Cooled(request)]);
    }

    /// <summary>One row per class.</summary>
    private static FigureVerb.Drawing OfClasses(OpenRun run, string name, int perClass, SampleRequest request)
    {
        string[] shown = [.. run.Model.Condition!.ShownClasses.Select(c => c.Name)];
        var figure = ImageGrid.Draw(Styles.Sample(run.Model, perClass, request.Seed), new()
        {
            Columns = perClass,
            TileSize = 84,
            RowCaptions = shown,
            Title = $"Samples given {name}" + (request.Temperature is { } t ? FormattableString.Invariant($", temperature {t}") : ""),
        });
        return new(
            $"samples-each-{name}-{perClass}{Suffix(request)}.png", figure,
            [("count", perClass), ("seed", request.Seed), ("classes", Json.Strings(shown)), .. Cooled(request)]);
    }

    private static string Suffix(SampleRequest request) => $"-seed-{request.Seed}"
        + (request.Temperature is { } t ? FormattableString.Invariant($"-temperature-{t}") : "");

    private static (string, JsonNode?)[] Cooled(SampleRequest request) => request.Temperature is { } t ? [("temperature", t)] : [];
}
