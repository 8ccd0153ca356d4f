using System.Globalization;
using Elbo.Analysis.Exploration;
using Elbo.Analysis.Imputation;
using Elbo.Cli.Examples;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;

namespace Elbo.Cli.Verbs;

/// <summary>The images that <c>elbo impute</c> fills in.</summary>
/// <param name="Holes">The images.</param>
/// <param name="Whole">The images with the pixels that a mask or a region hides, shape [N, D]; null if those are unknown.</param>
/// <param name="Source">The name of their source.</param>
internal sealed record ImagesWithHoles(ImageHoles Holes, float[]? Whole, string Source)
{
    /// <summary>Reads a picture or an array, which may contain NaN, or any other data.</summary>
    public static ImagesWithHoles Read(OpenRun run, ExampleRequest examples, ImputeRequest request, CancellationToken cancellation)
    {
        if (examples is not { Data: { } path, Split: null } || !ImageHolesFile.IsOne(path))
        {
            var given = (ImageExamples)examples.Read(run, cancellation);
            run.Model.ThrowIfForeign(given.Images);
            var all = ImageBatch.FromBytes(given.Images.Shape, given.Images.Pixels).Pixels.ToArray();
            return Of(run.Model, all, request, PixelRange.Bytes, given.Names, given.Source, given.Images.Conditions);
        }
        if (examples.Given is { } words)
            run.Fix(words);
        var (shape, options) = (run.Model.Options.Shape, run.Manifest.Data.Options);
        if (examples.Range is { } asked)
            options = (options ?? new()) with { Range = asked };
        var pixels = ImageHolesFile.Read(path, shape, options);
        string[]? names = ImageHolesFile.IsArray(path) ? null : [Path.GetFileName(path)];
        if (examples.Limit is { } most && most < pixels.Length / shape.Size)
        {
            var all = pixels;
            examples.TellSubset(all.Length / shape.Size);
            var chosen = Shuffle.Subset(all.Length / shape.Size, most, ExampleRequest.SubsetSeed);
            pixels = [.. chosen.SelectMany(image => all[(image * shape.Size)..((image + 1) * shape.Size)])];
            names = Array.ConvertAll(chosen, image => image.ToString(CultureInfo.InvariantCulture));
        }
        return Of(run.Model, pixels, request, ImageHolesFile.Range(path, options), names, path);
    }

    private static ImagesWithHoles Of(
        TrainedVae model, float[] pixels, ImputeRequest request, PixelRange range, string[]? names, string source, Conditions? conditions = null)
    {
        var (shape, hasNaN) = (model.Options.Shape, pixels.Any(float.IsNaN));
        string?[] all =
        [
            request.Mask is null ? null : "--mask",
            request.Regions.Count == 0 ? null : "--region",
            request.MissingValue is null ? null : "--missing-value",
        ];
        var ways = all.OfType<string>().ToArray();
        if (ways.Length > 1)
            throw new OptionsException([$"{string.Join(" and ", ways)} each say which pixels are missing. Use one of them."]);
        if (model.Model.Guess is { } guess)
            return ways.Length == 0
                ? new(ImageHoles.Of(shape, pixels, PixelMask.Of(shape, guess.Region), null, names, conditions), hasNaN ? null : pixels, source)
                : throw new OptionsException([$"{ways[0]} was given, but the run completes images of which it is given {model.Options.GivenRegion}. "
                    + $"Leave {ways[0]} out."]);
        if (ways.Length == 0 && !hasNaN)
            throw new OptionsException([
                $"Nothing says which pixels of {source} are missing. Use --mask FILE (light pixels are missing), --region X,Y,W,H or --missing-value V; "
                + "in an .npy file of floats NaN is missing."]);
        if (range != PixelRange.Unit && (request.MissingValue < range.Black || request.MissingValue > range.White))
            throw new OptionsException([
                FormattableString.Invariant($"--missing-value was {request.MissingValue}; ")
                + (range == PixelRange.Bytes ? $"{source} holds bytes, so it must be from 0 to 255. Use --missing-value 0."
                    : FormattableString.Invariant($"{source} is read in the range {range}, so it must be in it. Use --missing-value {range.Black}."))]);
        var mask = request.Mask is { } file ? PixelMask.Read(file, shape)
            : request.Regions.Count > 0 ? PixelMask.Of(shape, request.Regions)
            : null;
        var value = (float?)((request.MissingValue - range.Black) / (range.White - range.Black));
        return new(ImageHoles.Of(shape, pixels, mask, value, names, conditions), mask is null || hasNaN ? null : pixels, source);
    }
}
