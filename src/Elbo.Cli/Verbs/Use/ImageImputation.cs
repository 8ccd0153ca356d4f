using System.Text.Json.Nodes;
using Elbo.Analysis.Exploration;
using Elbo.Analysis.Imputation;
using Elbo.Cli.Examples;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Files.NumPy;
using Elbo.Reports.Figures;
using Elbo.Reports.Figures.Drawing;
using static System.FormattableString;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo impute</c> for images: missing pixels are filled in, and a sheet shows them.</summary>
internal static class ImageImputation
{
    private const int ShownDraws = 6;

    /// <param name="run">A run on images.</param>
    /// <param name="given">The images.</param>
    /// <param name="request">How.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static Outcome Fill(OpenRun run, ImagesWithHoles given, ImputeRequest request, EvaluateProgress progress, CancellationToken cancellation)
    {
        var (holes, output, region) = (given.Holes, request.Output, run.Model.Options.GivenRegion);
        var method = region is null ? Json.Name(request.Options.Method) : "prior";
        ThrowIfImpossible(request, holes.Count);
        var name = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(output));
        var sheet = request.Sheet ?? Path.Combine(run.Folder.FiguresPath, $"imputed-{name}.png");
        OutputFile.ThrowIfTaken(sheet, request.Force, "--sheet");
        var means = progress.Watch("means", share =>
            Imputer.Mean(run.Model, holes, request.Options, new ExampleShare(share, holes.Count), cancellation));
        float[][] draws = [.. request.Drawn(progress, holes.Count, (draw, done) =>
            Imputer.Draw(run.Model, holes, draw, request.Options, done, cancellation))];
        Write(request, holes, means, draws, cancellation);
        OutputFile.Write(sheet, ImputationFigure.Render(
            new(holes.Shape, holes.Pixels.ToArray()), new(holes.Shape, means),
            [.. draws.Take(ShownDraws).Select(draw => new ImageBatch(holes.Shape, draw))],
            title: region is null ? $"Imputation, {method}" : $"Completion, given {region}"), request.Force, "--sheet");
        var error = given.Whole is { } whole ? Error(holes, whole, means) : (double?)null;
        return new(
            () => new JsonObject
            {
                ["run"] = run.Folder.Root,
                ["data"] = given.Source,
                ["examples"] = holes.Count,
                ["filled"] = holes.Missing,
                ["method"] = method,
                ["samples"] = request.Options.Samples,
                ["draws"] = request.Draws,
                ["hidden_rmse"] = error is { } rmse ? Json.Number(rmse) : null,
                ["file"] = output,
                ["sheet"] = sheet,
            },
            console =>
            {
                var share = (double)holes.Missing / holes.Pixels.Length;
                console.WriteUnbroken(Invariant($"{output}: {holes.Count:N0} image{(holes.Count == 1 ? "" : "s")}, {share:P1} of the pixels filled in")
                    + (request.Draws is { } n ? Invariant($", with {n} draws") : ""));
                if (error is { } distance)
                    console.WriteUnbroken(Invariant($"{distance:F3} from what was hidden, root mean squared error of the mean (pixels from 0 to 1)"));
                console.WriteUnbroken($"picture {sheet}");
            });
    }

    private static void ThrowIfImpossible(ImputeRequest request, int images)
    {
        var format = FileFormat.ForOutput(request.Output);
        if (format?.Table is not null)
            throw new OptionsException([
                $"--out was {request.Output}; images go into a file that ends in .png, .npy or .npz, or into a folder. Use --out whole.npz."]);
        if (format == FileFormat.Picture && (images > 1 || request.Draws is not null))
        {
            var content = images > 1 ? Invariant($"{images:N0} images") : Invariant($"a mean and {request.Draws} draws");
            throw new OptionsException([
                $"--out was {request.Output}, which is one picture, but there are {content}. Use --out whole/ for a folder, or --out whole.npz."]);
        }
    }

    /// <summary>The filled images: means, or in .npy the draws if there are any.</summary>
    private static void Write(ImputeRequest request, ImageHoles holes, float[] means, float[][] draws, CancellationToken cancellation)
    {
        var (path, shape) = (request.Output, holes.Shape);
        long[] image = [shape.Channels, shape.Height, shape.Width];
        var format = FileFormat.ForOutput(path);
        if (format == FileFormat.Picture)
            OutputFile.Write(path, ImageFile.Png(shape, means), request.Force, "--out");
        else if (format is not null)
            OutputFile.WriteNumbers(path, new(() => [], () => draws.Length > 0 ? Draws() : Images(means), Arrays), request.Force);
        else
            OutputFolder.Write(path, "--out", folder =>
            {
                foreach (var (i, name) in PictureNames.Of(holes.Names, holes.Count).Index())
                {
                    cancellation.ThrowIfCancellationRequested();
                    ImageOutput.WritePicture(folder, name, shape, means, i);
                    foreach (var (draw, pixels) in draws.Index())
                        ImageOutput.WritePicture(folder, Invariant($"{name}-draw-{draw + 1}"), shape, pixels, i);
                }
            });

        NpyArray Images(float[] pixels) => NpyArray.Of<float>(pixels, [holes.Count, .. image]);

        IEnumerable<KeyValuePair<string, NpyArray>> Arrays()
        {
            yield return new("mean", Images(means));
            yield return new("missing", NpyArray.Of<bool>([.. holes.Pixels.ToArray().Select(float.IsNaN)], [holes.Count, .. image]));
            if (draws.Length > 0)
                yield return new("draws", Draws());
        }

        // [N, S, C, H, W]: the draws of an image follow each other.
        NpyArray Draws() => NpyArray.Of<float>(
            [.. Enumerable.Range(0, holes.Count).SelectMany(i => draws.SelectMany(draw => draw.AsSpan(i * shape.Size, shape.Size).ToArray()))],
            [holes.Count, draws.Length, .. image]);
    }

    /// <summary>The root of the mean squared error at the hidden pixels.</summary>
    private static double Error(ImageHoles holes, float[] whole, float[] means)
    {
        var sum = 0.0;
        for (var i = 0; i < whole.Length; i++)
            if (float.IsNaN(holes.Pixels[i]))
                sum += Math.Pow(Math.Clamp(means[i], 0, 1) - whole[i], 2);
        return Math.Sqrt(sum / holes.Missing);
    }
}
