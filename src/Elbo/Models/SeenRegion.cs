using System.Globalization;
using Elbo.Data;
using Elbo.Files;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>The part of an image that a model is given: it is p(the rest given this part). Parts are joined by <c>+</c>:
/// <c>bottom-left+top</c> leaves the lower right quarter to the model.</summary>
internal sealed class SeenRegion
{
    /// <summary>What a region may be, in words.</summary>
    public const string Allowed = "left, right, top, bottom, top-left, top-right, bottom-left, bottom-right, a rectangle X,Y,W,H, or several joined by "
        + "+, or a mask: a picture or .npy whose light pixels are given";

    /// <summary>The value of a pixel that is not seen, where a net is given what is: Sohn et al. 2015 as in Pyro's example.</summary>
    private const float Unseen = -1;

    private static readonly string[] Names = ["left", "right", "top", "bottom", "top-left", "top-right", "bottom-left", "bottom-right"];

    private readonly bool[] seen;

    private SeenRegion(bool[] seen) => this.seen = seen;

    /// <summary>True where a value is seen, shape [C, H, W].</summary>
    public ReadOnlySpan<bool> Seen => seen;

    /// <summary>Reads a region of an image.</summary>
    /// <param name="text">See <see cref="Allowed"/>.</param>
    /// <param name="shape">Of the images.</param>
    /// <exception cref="OptionsException">The text is none, or leaves the image, or nothing or everything is seen.</exception>
    public static SeenRegion Of(string text, ImageShape shape) => new(Find(text, shape, out var fault) ?? throw new OptionsException([fault!]));

    /// <summary>What is wrong with a region; null if nothing is.</summary>
    public static string? Fault(string text, ImageShape shape) => Find(text, shape, out var fault) is null ? fault : null;

    /// <summary>A region for people; that of a mask would be a long list of rectangles.</summary>
    public static string Describe(string text) => text.Contains(':') ? $"the light part of a mask of {text.Split(':')[0]} pixels" : text;

    /// <summary>What is seen of images, the rest −1.</summary>
    /// <param name="x">Shape [B, D].</param>
    public Tensor Of(Tensor x) => x.masked_fill(Mask(x).logical_not(), Unseen);

    /// <summary>What is seen, with values in the place of the rest.</summary>
    /// <param name="x">Shape [B, D].</param>
    /// <param name="rest">Shape [B, D].</param>
    public Tensor Filled(Tensor x, Tensor rest) => where(Mask(x), x, rest);

    /// <summary>Targets of the likelihood: NaN, which counts nothing, where a pixel is seen.</summary>
    /// <param name="x">Shape [B, D].</param>
    public Tensor Target(Tensor x) => x.masked_fill(Mask(x), float.NaN);

    /// <summary>Puts what is seen of images into decoded ones, in place.</summary>
    /// <param name="decoded">Shape [N, D].</param>
    /// <param name="images">Shape [N, D], values in [0, 1].</param>
    public void Restore(Span<float> decoded, ReadOnlySpan<float> images)
    {
        for (var i = 0; i < decoded.Length; i++)
            decoded[i] = seen[i % seen.Length] ? images[i] : decoded[i];
    }

    private Tensor Mask(Tensor x) => tensor(seen, device: x.device);

    private static bool[]? Find(string text, ImageShape shape, out string? fault)
    {
        fault = null;
        var (plane, pixels) = (new bool[shape.Height * shape.Width], new bool[shape.Size]);
        var (size, parts) = text.Split(':', 2) is [var before, var after] ? (before, after) : (null, text);
        if (size is not null && size != FormattableString.Invariant($"{shape.Width}x{shape.Height}"))
        {
            fault = $"condition-region was a mask of {size} pixels, but the images have {shape.Width}x{shape.Height} (width x height). "
                + "Give a mask of that size.";
            return null;
        }
        foreach (var part in parts.Split('+', StringSplitOptions.TrimEntries))
        {
            var (x, y, width, height) = Rectangle(part.Replace('_', '-'), shape) ?? default;
            if (width < 1 || height < 1 || x < 0 || y < 0 || x > shape.Width - width || y > shape.Height - height)
            {
                fault = $"condition-region was '{text}'; for images of {shape.Width}×{shape.Height} pixels it must be {Allowed}."
                    + $"{NearestName.Question(part, Names)} Use --condition-region left.";
                return null;
            }
            for (var row = y; row < y + height; row++)
                plane.AsSpan(row * shape.Width + x, width).Fill(true);
        }
        if (plane.All(seen => seen))
            fault = $"condition-region was '{text}', which is the whole image, so that nothing is left to complete. Use --condition-region left.";
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = plane[i % plane.Length];
        return fault is null ? pixels : null;
    }

    private static (int X, int Y, int Width, int Height)? Rectangle(string part, ImageShape shape)
    {
        int[] numbers = [.. part.Split(',').Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1)];
        if (numbers is [var x, var y, var width, var height])
            return (x, y, width, height);
        if (!Names.Contains(part))
            return null;
        var (middleX, middleY) = (shape.Width / 2, shape.Height / 2);
        var (isLeft, isRight) = (part.EndsWith("left", StringComparison.Ordinal), part.EndsWith("right", StringComparison.Ordinal));
        var (isTop, isBottom) = (part.StartsWith("top", StringComparison.Ordinal), part.StartsWith("bottom", StringComparison.Ordinal));
        var (left, top) = (isRight ? middleX : 0, isBottom ? middleY : 0);
        return (left, top, (isLeft ? middleX : shape.Width) - left, (isTop ? middleY : shape.Height) - top);
    }
}
