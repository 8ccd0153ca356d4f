namespace Elbo.Data;

/// <summary>Reads a single picture.</summary>
internal static class PictureFile
{
    /// <summary>True for the ending of a picture.</summary>
    public static bool IsOne(string path) =>
        Path.GetExtension(path).ToUpperInvariant() is ".PNG" or ".JPG" or ".JPEG" or ".JPE" or ".JFIF" or ".WEBP" or ".BMP" or ".GIF";

    /// <summary>Decodes it, at the size that is asked for, if one is.</summary>
    /// <exception cref="DataException">The file is missing or no picture.</exception>
    public static Raster Read(string path, DataOptions options) => DataFile.Read(path, stream =>
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        try
        {
            var raster = ImageDecoder.Decode(memory.ToArray(), options.BackgroundColor);
            if (options.Crop is { } crop)
                raster = raster.Width >= crop.Width && raster.Height >= crop.Height
                    ? Resampling.Middle(raster, crop)
                    : throw new BadImageException($"it is {raster.Width}x{raster.Height} pixels, smaller than --crop {crop}");
            return options.Size is { } size ? Resampling.Fit(raster, size, options.Fit, options.BackgroundColor) : raster;
        }
        catch (BadImageException e)
        {
            throw new DataException($"{path} cannot be read as a picture: {e.Message}. Give a PNG, JPEG, WebP, BMP or GIF file.", e);
        }
    });
}
