using Elbo.Files;

namespace Elbo.Data.Images;

/// <summary>One image file in memory, possibly from an untrusted source, as an image of a model's shape.</summary>
internal static class SingleImage
{
    /// <summary>Decodes a PNG, JPEG, WebP, BMP, GIF or PNM, after checking the size in its header.</summary>
    /// <param name="file">The file.</param>
    /// <param name="shape">The shape that it is brought to; one channel is the luma of its colours.</param>
    /// <param name="options">Crop, fit and background, as the model's own data was read by them; the size is the shape's.</param>
    /// <param name="mostPixels">Width × height that the file may declare, 1 to 100 million.</param>
    /// <returns>Shape [C, H, W].</returns>
    /// <exception cref="DataException">It is not an image, or it is damaged, an animation, too large, or smaller than the crop.</exception>
    public static byte[] Read(byte[] file, ImageShape shape, DataOptions options, long mostPixels = ImageDecoder.MostPixels)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mostPixels, ImageDecoder.MostPixels);
        return Guard(() =>
        {
            ImageDecoder.ThrowIfAnimated(file, mostPixels);
            var sized = options with { Size = new(shape.Width, shape.Height) };
            return Resampling.Read(ImageDecoder.Decode(file, options.BackgroundColor, options.Range, mostPixels), sized).ToPixels(shape.Channels);
        });
    }

    /// <summary>Width and height, turned as EXIF says, from the header only.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mostPixels">Width × height that the file may declare, 1 to 100 million.</param>
    /// <exception cref="DataException">It is not an image, or it is too large.</exception>
    public static ImageSize ReadSize(byte[] file, long mostPixels = ImageDecoder.MostPixels)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mostPixels, ImageDecoder.MostPixels);
        return Guard(() => ImageDecoder.ReadSize(file, mostPixels));
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (BadImageException e)
        {
            throw new DataException($"The file cannot be read as an image: {e.Message}. "
                + $"{e.Remedy ?? $"Give a still image as a {ImagePlan.Kinds.Replace(" and ", " or ", StringComparison.Ordinal)} file"}.", e);
        }
    }
}

internal static class PictureFile
{
    /// <summary>Decodes it, at the size that is asked for, if one is.</summary>
    /// <exception cref="DataException">The file is missing or not a picture.</exception>
    public static Raster Read(string path, DataOptions options) => DataFile.Read(path, stream =>
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        try
        {
            return Resampling.Read(ImageDecoder.Decode(memory.ToArray(), options.BackgroundColor, options.Range), options);
        }
        catch (BadImageException e)
        {
            throw new DataException($"{path} cannot be read as a picture: {e.Message}. "
                + $"{e.Remedy ?? "Give a PNG, JPEG, WebP, BMP, GIF or PNM file"}.", e);
        }
    });
}
