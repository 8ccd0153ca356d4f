using Elbo.Files;

namespace Elbo.Data.Images;

/// <summary>Reads a single picture.</summary>
internal static class PictureFile
{
    /// <summary>Decodes it, at the size that is asked for, if one is.</summary>
    /// <exception cref="DataException">The file is missing or no picture.</exception>
    public static Raster Read(string path, DataOptions options) => DataFile.Read(path, stream =>
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        try
        {
            return Resampling.Read(ImageDecoder.Decode(memory.ToArray(), options.BackgroundColor), options);
        }
        catch (BadImageException e)
        {
            throw new DataException($"{path} cannot be read as a picture: {e.Message}. Give a PNG, JPEG, WebP, BMP or GIF file.", e);
        }
    });
}
