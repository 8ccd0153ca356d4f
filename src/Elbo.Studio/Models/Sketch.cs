using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Data.Images;

namespace Elbo.Studio.Models;

/// <summary>A drawing or uploaded image in the board's resolution, before it is converted to an image for the model.</summary>
/// <param name="Shape">Its shape, of the model's channels.</param>
/// <param name="Pixels">Shape [C, H, W].</param>
public sealed record Sketch(ImageShape Shape, byte[] Pixels)
{
    /// <summary>The bytes of a drawing that fit into one message from the browser.</summary>
    private const int MostBytes = 48 << 10;

    /// <summary>The shape that the board draws in: a whole multiple of the model's, so that lines stay smooth when it is reduced, or a part
    /// of it if that is too large to send.</summary>
    public static ImageShape BoardShape(ImageShape model)
    {
        var times = (int)Math.Min(4, Math.Sqrt((double)MostBytes / model.Size));
        if (times >= 1)
            return model with { Height = times * model.Height, Width = times * model.Width };
        var part = Math.Sqrt((double)MostBytes / model.Size);
        return model with { Height = Math.Max(1, (int)(part * model.Height)), Width = Math.Max(1, (int)(part * model.Width)) };
    }

    /// <summary>The shape that a file is read in: the model's if the file is no larger, so that its pixels stay unchanged, else the board's if
    /// that is finer.</summary>
    /// <param name="model">The model's shape.</param>
    /// <param name="file">The size that the file has.</param>
    public static ImageShape FileShape(ImageShape model, ImageSize file) =>
        file.Width > model.Width && file.Height > model.Height && BoardShape(model) is var board && board.Size > model.Size ? board : model;

    /// <summary>The background of images: black (0) or white (255), whichever is nearer to the outermost pixels of the first ones.</summary>
    /// <param name="images">At least one.</param>
    public static byte Ground(ImageSet images)
    {
        var (shape, sum, count) = (images.Shape, 0L, 0L);
        for (var i = 0; i < Math.Min(100, images.Count); i++)
        {
            var image = images.Image(i);
            for (var at = 0; at < image.Length; at++)
            {
                var (x, y) = (at % shape.Width, at / shape.Width % shape.Height);
                if (x > 0 && y > 0 && x < shape.Width - 1 && y < shape.Height - 1)
                    continue;
                (sum, count) = (sum + image[at], count + 1);
            }
        }
        return sum > 127 * count ? byte.MaxValue : byte.MinValue;
    }

    /// <summary>As a data address for an image element.</summary>
    public string Picture() => LoadedModel.Address(ImageBatch.FromBytes(Shape, Pixels));

    /// <summary>True if every pixel is this bright.</summary>
    /// <param name="ground">0 to 255.</param>
    public bool IsBlank(byte ground) => !Pixels.AsSpan().ContainsAnyExcept(ground);

    /// <summary>Inverts brightness.</summary>
    public Sketch Inverted() => this with { Pixels = [.. Pixels.Select(value => (byte)(255 - value))] };

    /// <summary>The image for a model.</summary>
    /// <param name="model">The model's shape.</param>
    /// <param name="isCentered">True frames it like MNIST's digits (<see cref="ImageFraming.CenterByMass"/>), bright ink on black.</param>
    public byte[] ToImage(ImageShape model, bool isCentered) =>
        isCentered ? ImageFraming.CenterByMass(Pixels, Shape, model) : ImageFraming.Resize(Pixels, Shape, model);

    /// <summary>The image as a model with this binarization sees it: under a static one every value is 0 or 255.</summary>
    public static byte[] Suited(byte[] image, Binarization binarization) =>
        binarization == Binarization.Static ? [.. image.Select(value => value > 127 ? byte.MaxValue : byte.MinValue)] : image;
}
