using System.Globalization;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Files.NumPy;
using Elbo.Models;

namespace Elbo.Analysis.Imputation;

/// <summary>Which pixels of an image are missing, in all of its channels.</summary>
internal sealed class PixelMask
{
    private const double White = 0.5;
    private readonly bool[] missing;

    private PixelMask(int width, int height, bool[] missing) => (Width, Height, this.missing) = (width, height, missing);

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>True where a pixel is missing, shape [H, W].</summary>
    public ReadOnlySpan<bool> Missing => missing;

    /// <summary>Rectangles of missing pixels.</summary>
    /// <param name="shape">Of the images.</param>
    /// <param name="regions">At least one; they may overlap.</param>
    /// <exception cref="OptionsException">One is empty or leaves the image, or nothing is left of it.</exception>
    public static PixelMask Of(ImageShape shape, IReadOnlyList<PixelRegion> regions)
    {
        var missing = new bool[shape.Height * shape.Width];
        foreach (var (x, y, width, height) in regions)
        {
            if (width < 1 || height < 1 || x < 0 || y < 0 || x > shape.Width - width || y > shape.Height - height)
                throw new OptionsException([
                    string.Create(CultureInfo.InvariantCulture, $"the region was {x},{y},{width},{height} (x, y, width, height), but the images are ")
                    + $"{shape.Width} pixels wide and {shape.Height} high. "
                    + $"Use one inside of them, such as --region 0,0,{Math.Max(1, shape.Width / 2)},{shape.Height}.",
                ]);
            for (var row = y; row < y + height; row++)
                missing.AsSpan(row * shape.Width + x, width).Fill(true);
        }
        return Checked(shape.Width, shape.Height, missing, "the region");
    }

    /// <summary>The pixels that a model is not given.</summary>
    /// <param name="shape">Of the images.</param>
    /// <param name="region">What it is given.</param>
    public static PixelMask Of(ImageShape shape, SeenRegion region) =>
        new(shape.Width, shape.Height, [.. region.Seen[..(shape.Width * shape.Height)].ToArray().Select(seen => !seen)]);

    /// <summary>Reads a picture, whose light pixels are missing, or an .npy file of shape [H, W], which is not 0 where they are.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">Of the images.</param>
    /// <exception cref="DataException">The file is missing or damaged.</exception>
    /// <exception cref="OptionsException">It has another size than the images, or hides nothing or everything.</exception>
    public static PixelMask Read(string path, ImageShape shape)
    {
        var (width, height, missing) = Plane(path);
        return (width, height) == (shape.Width, shape.Height)
            ? Checked(width, height, missing, $"the mask {path}")
            : throw new OptionsException([
                $"the mask {path} is {width}×{height} pixels, but the images that the model knows are "
                + $"{shape.Width}×{shape.Height} (width × height). Give a mask of that size.",
            ]);
    }

    /// <summary>Reads a picture or an .npy file of shape [H, W].</summary>
    /// <returns>True where a pixel is light or not 0, shape [H, W].</returns>
    /// <exception cref="DataException">The file is missing or damaged.</exception>
    internal static (int Width, int Height, bool[] Light) Plane(string path) =>
        FileFormat.Of(path) == FileFormat.Npy ? FromArray(path) : FromPicture(path);

    private static (int Width, int Height, bool[] Light) FromPicture(string path)
    {
        var picture = PictureFile.Read(path, new DataOptions { Background = "black" });
        var grey = new byte[picture.Width * picture.Height];
        picture.WriteTo(grey);
        return (picture.Width, picture.Height, [.. grey.Select(pixel => pixel / 255.0 > White)]);
    }

    private static (int Width, int Height, bool[] Light) FromArray(string path)
    {
        var array = NpyFile.Read(path);
        return array.Shape is [var height, var width] && array.Count > 0
            ? ((int)width, (int)height, [.. array.ToDoubles().Select(value => value != 0)])
            : throw new DataException($"{path} holds {array}; a mask has the shape [H, W]. Save it in Python with numpy.save(path, mask).");
    }

    private static PixelMask Checked(int width, int height, bool[] missing, string name) => missing.Contains(true)
        ? missing.Contains(false)
            ? new(width, height, missing)
            : throw new OptionsException([$"{name} hides every pixel, so that nothing is left to go by. Hide a part, or use elbo sample for new images."])
        : throw new OptionsException([$"{name} hides no pixel, so that nothing is to be filled in. White pixels are missing, black ones are there."]);
}
