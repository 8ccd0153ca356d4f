using Elbo.Analysis.Exploration;
using Elbo.Analysis.Imputation;
using Elbo.Data;

namespace Elbo.Cli.Verbs;

/// <summary>The images that <c>elbo impute</c> fills in.</summary>
/// <param name="Holes">The images.</param>
/// <param name="Whole">The same with the pixels that a mask or a region hides, shape [N, D]; null where nobody knows them.</param>
/// <param name="Source">What they are called.</param>
internal sealed record GivenHoles(ImageHoles Holes, float[]? Whole, string Source)
{
    /// <summary>Of a picture or an array.</summary>
    /// <param name="path">The file.</param>
    /// <param name="run">A run on images.</param>
    /// <param name="limit">The first images alone; null for all.</param>
    /// <param name="request">What is missing.</param>
    public static GivenHoles Of(string path, OpenRun run, int? limit, ImputeRequest request)
    {
        var shape = run.Model.Options.Shape;
        var pixels = ImageHolesFile.Read(path, shape, run.Manifest.Data.Options);
        if (limit is { } most && most < pixels.Length / shape.Size)
            pixels = pixels[..(most * shape.Size)];
        return Of(shape, pixels, request, ImageHolesFile.HasBytes(path), ImageHolesFile.IsArray(path) ? null : [Path.GetFileName(path)], path);
    }

    /// <summary>Of any other data.</summary>
    public static GivenHoles Of(GivenExamples given, ImputeRequest request) =>
        Of(given.Images.Shape, ImageBatch.FromBytes(given.Images.Shape, given.Images.Pixels).Pixels.ToArray(), request, hasBytes: true, given.Names, given.Source);

    private static GivenHoles Of(ImageShape shape, float[] pixels, ImputeRequest request, bool hasBytes, string[]? names, string source)
    {
        var hasNaN = pixels.Any(float.IsNaN);
        var ways = new[] { request.Mask is null ? null : "--mask", request.Regions.Count == 0 ? null : "--region", request.MissingValue is null ? null : "--missing-value" }.OfType<string>().ToArray();
        if (ways.Length > 1)
            throw new OptionsException([$"{string.Join(" and ", ways)} each say which pixels are missing. Use one of them."]);
        if (ways.Length == 0 && !hasNaN)
            throw new OptionsException([$"Nothing says which pixels of {source} are missing. Use --mask FILE (light pixels are missing), --region X,Y,W,H or --missing-value V; in an .npy file of floats NaN is missing."]);
        if (hasBytes && request.MissingValue is < 0 or > 255)
            throw new OptionsException([FormattableString.Invariant($"--missing-value was {request.MissingValue}; {source} holds bytes, so it must be from 0 to 255. Use --missing-value 0.")]);
        var mask = request.Mask is { } file ? PixelMask.Read(file, shape) : request.Regions.Count > 0 ? PixelMask.Of(shape, request.Regions) : null;
        var value = (float?)(hasBytes ? request.MissingValue / 255 : request.MissingValue);
        return new(ImageHoles.Of(shape, pixels, mask, value, names), mask is null || hasNaN ? null : pixels, source);
    }
}
