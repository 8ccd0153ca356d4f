using System.Globalization;
using Elbo.Compute.Randomness;
using Elbo.Data;

namespace Elbo.Analysis.Imputation;

/// <summary>Images with missing pixels.</summary>
internal sealed class ImageHoles
{
    /// <summary>What dividing a byte by 255 in one way or another leaves.</summary>
    private const float Rounding = 1e-6f;

    private readonly float[] pixels;

    /// <summary>Takes the pixels over; nothing is copied.</summary>
    /// <param name="shape">Of each image.</param>
    /// <param name="pixels">Grey or colour values in [0, 1], NaN where missing; shape [N, C, H, W].</param>
    /// <param name="names">What each image is called; their numbers where null.</param>
    /// <exception cref="OptionsException">The pixels are no whole number of images, one is out of range, none is missing, or an image has no other.</exception>
    public ImageHoles(ImageShape shape, float[] pixels, IReadOnlyList<string>? names = null)
    {
        if (pixels.Length == 0 || pixels.Length % shape.Size != 0)
            throw new OptionsException([$"{pixels.Length} pixels are no whole number of images of {shape}. Give images of that shape."]);
        (Shape, this.pixels) = (shape, pixels);
        Names = names ?? [.. Enumerable.Range(0, Count).Select(image => image.ToString(CultureInfo.InvariantCulture))];
        if (Array.FindIndex(pixels, pixel => pixel is < 0 or > 1) is >= 0 and var bad)
            throw new OptionsException([string.Create(
                CultureInfo.InvariantCulture,
                $"image {Names[bad / shape.Size]} holds the value {pixels[bad]}; pixels are from 0 to 1, or NaN where missing. Divide bytes by 255.")]);
        for (var image = 0; image < Count; image++)
            if (!pixels.AsSpan(image * shape.Size, shape.Size).ContainsAnyExcept(float.NaN))
                throw new OptionsException([
                    $"every pixel of image {Names[image]} is missing, so that nothing is left to go by. "
                    + "Leave it out, or use elbo sample for new images.",
                ]);
        Missing = pixels.Count(float.IsNaN);
        if (Missing == 0)
            throw new OptionsException([
                "No pixel is missing, so that nothing is to be filled in. "
                + "Say which are: --mask, --region or --missing-value; in an .npy file NaN is missing.",
            ]);
    }

    /// <summary>The shape of each image.</summary>
    public ImageShape Shape { get; }

    /// <summary>One condition per image; null without any.</summary>
    public Conditions? Conditions { get; init; }

    /// <summary>The number of images, N.</summary>
    public int Count => pixels.Length / Shape.Size;

    /// <summary>What each image is called, shape [N].</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Missing values in all, each channel of a pixel counted.</summary>
    public int Missing { get; }

    /// <summary>Values in [0, 1], NaN where missing; shape [N, C, H, W].</summary>
    public ReadOnlySpan<float> Pixels => pixels;

    /// <summary>Images of which some pixels are taken away.</summary>
    /// <param name="shape">Of each image.</param>
    /// <param name="pixels">Values in [0, 1], shape [N, C, H, W]; those that are NaN are missing already.</param>
    /// <param name="mask">Hides pixels of every image; null for none.</param>
    /// <param name="value">Pixels that have this value in every channel are missing; null for none.</param>
    /// <param name="names">What each image is called; their numbers where null.</param>
    /// <param name="conditions">One per image; null without any.</param>
    /// <exception cref="OptionsException">Nothing is missing then, or a whole image is, or the mask has another size.</exception>
    public static ImageHoles Of(
        ImageShape shape, ReadOnlySpan<float> pixels, PixelMask? mask = null, float? value = null, IReadOnlyList<string>? names = null,
        Conditions? conditions = null)
    {
        var (holes, plane) = (pixels.ToArray(), shape.Height * shape.Width);
        if (mask is not null && (mask.Width, mask.Height) != (shape.Width, shape.Height))
            throw new OptionsException(
                [$"the mask is {mask.Width}×{mask.Height} pixels, but the images are {shape.Width}×{shape.Height}. Give a mask of that size."]);
        for (var first = 0; first + shape.Size <= holes.Length; first += shape.Size)
            for (var at = 0; at < plane; at++)
                if (mask?.Missing[at] == true || value is { } missing && HasEverywhere(holes.AsSpan(first, shape.Size), at, plane, missing))
                    for (var channel = at; channel < shape.Size; channel += plane)
                        holes[first + channel] = float.NaN;
        return new(shape, holes, names) { Conditions = conditions };
    }

    /// <summary>Images of which some pixels are taken away.</summary>
    /// <param name="images">The images.</param>
    /// <param name="mask">Hides pixels of every image; null for none.</param>
    /// <param name="value">Pixels that have this byte in every channel are missing; null for none.</param>
    /// <exception cref="OptionsException">Nothing is missing then, or a whole image is, or the mask has another size.</exception>
    public static ImageHoles Of(ImageSet images, PixelMask? mask = null, byte? value = null) =>
        Of(images.Shape, Grey(images), mask, value / 255f, images.Names, images.Conditions);

    /// <summary>The values as a model was trained on them: under a binarization 0 or 1.</summary>
    internal float[] Binarized(Binarization binarization, ulong seed)
    {
        var uniform = new float[Shape.Size];
        var values = (float[])pixels.Clone();
        for (var image = 0; image < Count; image++)
        {
            if (binarization == Binarization.Dynamic)
                new Philox(seed, RandomStream.EvaluationBinarization).FillUniform(image, uniform);
            var row = values.AsSpan(image * Shape.Size, Shape.Size);
            for (var i = 0; i < row.Length; i++)
                row[i] = float.IsNaN(row[i]) ? row[i] : binarization switch
                {
                    Binarization.Threshold => row[i] > 0.5f ? 1 : 0,
                    Binarization.Dynamic => uniform[i] < row[i] ? 1 : 0,
                    _ => row[i],
                };
        }
        return values;
    }

    /// <summary>The images with what was found in the place of what is missing; the rest as it was given.</summary>
    internal float[] Filled(float[] found) => [.. pixels.Zip(found, (given, value) => float.IsNaN(given) ? value : given)];

    private static bool HasEverywhere(ReadOnlySpan<float> image, int at, int plane, float value)
    {
        for (var channel = at; channel < image.Length; channel += plane)
            if (!(Math.Abs(image[channel] - value) <= Rounding))
                return false;
        return true;
    }

    private static float[] Grey(ImageSet images)
    {
        var pixels = new float[ImageSet.Bytes(images.Shape, images.Count).Length];
        for (var image = 0; image < images.Count; image++)
            PixelValues.Grey(images.Image(image), pixels.AsSpan(image * images.Shape.Size, images.Shape.Size));
        return pixels;
    }
}
