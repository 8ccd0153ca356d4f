using System.Text.Json.Nodes;
using Elbo.Analysis.Exploration;
using Elbo.Analysis.Imputation;
using Elbo.Cli.Screens;
using Elbo.Files.NumPy;
using Elbo.Reports.Figures;
using Elbo.Reports.Figures.Drawing;
using static System.FormattableString;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo impute</c> of a run on images: missing pixels filled in, and a sheet that shows them.</summary>
internal static class ImageImpute
{
    private const int ShownDraws = 6;

    /// <param name="terminal">Where it writes.</param>
    /// <param name="run">A run on images.</param>
    /// <param name="given">The images.</param>
    /// <param name="request">How.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static int Run(Terminal terminal, OpenRun run, GivenHoles given, ImputeRequest request, CancellationToken cancellation)
    {
        ThrowIfImpossible(request, given.Holes.Count);
        var sheet = request.Sheet ?? Path.Combine(run.Folder.FiguresPath, $"imputed-{Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(request.Output))}.png");
        OutputFile.ThrowIfTaken(sheet, request.Force, "--sheet");
        var console = terminal.Words(request.Json);
        var progress = new EvaluateProgress(console, terminal.IsInteractive);
        var means = progress.Watch("means", share => Imputer.Mean(run.Model, given.Holes, request.Options, new ExampleShare(share, given.Holes.Count), cancellation));
        float[][] draws = [.. Enumerable.Range(0, request.Draws ?? 0).Select(draw => progress.Watch(
            Invariant($"draw {draw + 1} of {request.Draws}"), share => Imputer.Draw(run.Model, given.Holes, draw, request.Options, new ExampleShare(share, given.Holes.Count), cancellation)))];
        Write(request, given.Holes, means, draws, cancellation);
        OutputFile.Write(sheet, Sheet(request, given, means, draws), request.Force, "--sheet");
        var error = given.Whole is { } whole ? Error(given.Holes, whole, means) : (double?)null;
        if (request.Json)
            terminal.Out.WriteLine(Json.Write(new JsonObject
            {
                ["run"] = run.Folder.Root,
                ["data"] = given.Source,
                ["examples"] = given.Holes.Count,
                ["filled"] = given.Holes.Missing,
                ["method"] = Json.Name(request.Options.Method),
                ["samples"] = request.Options.Samples,
                ["draws"] = request.Draws,
                ["hidden_rmse"] = error is { } rmse ? Json.Number(rmse) : null,
                ["file"] = request.Output,
                ["sheet"] = sheet,
            }));
        else
        {
            var share = (double)given.Holes.Missing / given.Holes.Pixels.Length;
            console.WriteUnbroken(Invariant($"{request.Output}: {given.Holes.Count:N0} image{(given.Holes.Count == 1 ? "" : "s")}, {share:P1} of the pixels filled in{(request.Draws is { } n ? Invariant($", with {n} draws") : "")}"));
            if (error is { } distance)
                console.WriteUnbroken(Invariant($"{distance:F3} from what was hidden, root mean squared error of the mean (pixels from 0 to 1)"));
            console.WriteUnbroken($"picture {sheet}");
        }
        return ExitCode.Done;
    }

    private static void ThrowIfImpossible(ImputeRequest request, int images)
    {
        var extension = Path.GetExtension(request.Output).ToLowerInvariant();
        if (extension == ".csv")
            throw new OptionsException([$"--out was {request.Output}; images go into a file that ends in .png, .npy or .npz, or into a folder. Use --out whole.npz."]);
        if (extension == ".png" && (images > 1 || request.Draws is not null))
            throw new OptionsException([$"--out was {request.Output}, which is one picture, but there are {(images > 1 ? Invariant($"{images:N0} images") : Invariant($"a mean and {request.Draws} draws"))}. Use --out whole/ for a folder, or --out whole.npz."]);
    }

    /// <summary>The filled images: means, or in .npy the draws where there are any.</summary>
    private static void Write(ImputeRequest request, ImageHoles holes, float[] means, float[][] draws, CancellationToken cancellation)
    {
        var (path, shape, n) = (request.Output, holes.Shape, (long)holes.Count);
        long[] image = [shape.Channels, shape.Height, shape.Width];
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".png":
                OutputFile.Write(path, ImageFile.Png(shape, means), request.Force, "--out");
                break;
            case ".npy":
                OutputFile.Write(path, stream => NpyFile.Write(stream, draws.Length > 0 ? Draws() : Images(means)), request.Force, "--out");
                break;
            case ".npz":
                OutputFile.Write(path, stream => NpzFile.Write(stream, Arrays()), request.Force, "--out");
                break;
            default:
                OutputFolder.Write(path, "--out", folder =>
                {
                    foreach (var (i, name) in PictureNames.Of(holes.Names, holes.Count).Index())
                    {
                        cancellation.ThrowIfCancellationRequested();
                        Picture(folder, name, i, means);
                        foreach (var (draw, pixels) in draws.Index())
                            Picture(folder, Invariant($"{name}-draw-{draw + 1}"), i, pixels);
                    }
                });
                break;
        }

        void Picture(string folder, string name, int i, float[] pixels)
        {
            var file = Path.Combine(folder, name + ".png");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, ImageFile.Png(shape, pixels.AsSpan(i * shape.Size, shape.Size)));
        }

        NpyArray Images(float[] pixels) => NpyArray.Of<float>(pixels, [n, .. image]);

        IEnumerable<KeyValuePair<string, NpyArray>> Arrays()
        {
            yield return new("mean", Images(means));
            yield return new("missing", NpyArray.Of<bool>([.. holes.Pixels.ToArray().Select(float.IsNaN)], [n, .. image]));
            if (draws.Length > 0)
                yield return new("draws", Draws());
        }

        // [N, S, C, H, W]: the draws of an image side by side.
        NpyArray Draws() => NpyArray.Of<float>(
            [.. Enumerable.Range(0, (int)n).SelectMany(i => draws.SelectMany(draw => draw.AsSpan(i * shape.Size, shape.Size).ToArray()))], [n, draws.Length, .. image]);
    }

    private static byte[] Sheet(ImputeRequest request, GivenHoles given, float[] means, float[][] draws)
    {
        var shape = given.Holes.Shape;
        return ImputationFigure.Render(
            new(shape, given.Holes.Pixels.ToArray()), new(shape, means), [.. draws.Take(ShownDraws).Select(draw => new ImageBatch(shape, draw))],
            title: $"Imputation, {Json.Name(request.Options.Method)}");
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
