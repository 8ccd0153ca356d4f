namespace Elbo.Data.Images;

/// <summary>One decoded image: red, green and blue of each pixel, row by row.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Rgb">Shape [H, W, 3]; borrowed memory may have more after them.</param>
internal sealed record Raster(int Width, int Height, byte[] Rgb)
{
    /// <summary>The raster of channels that lie one after the other.</summary>
    /// <param name="pixels">Shape [C, H, W], of 1 or 3 channels.</param>
    /// <param name="shape">Their shape.</param>
    /// <exception cref="ArgumentException">The channels are neither 1 nor 3, or the number of pixels is another.</exception>
    public static Raster Of(ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        if (shape.Channels is not (1 or 3) || pixels.Length != shape.Size)
            throw new ArgumentException($"There are {pixels.Length} values for an image of {shape}; {shape.Size} are needed, of 1 or 3 channels.",
                nameof(pixels));
        var plane = shape.Width * shape.Height;
        var rgb = new byte[3 * plane];
        for (var i = 0; i < rgb.Length; i++)
            rgb[i] = pixels[shape.Channels == 1 ? i / 3 : i % 3 * plane + i / 3];
        return new(shape.Width, shape.Height, rgb);
    }

    /// <summary>True where red, green and blue are the same in every pixel.</summary>
    public bool IsGrey()
    {
        for (var i = 0; i < 3 * Width * Height; i += 3)
            if (Rgb[i] != Rgb[i + 1] || Rgb[i] != Rgb[i + 2])
                return false;
        return true;
    }

    /// <summary>Writes the channels one after the other, shape [C, H, W]; one channel is the luma of ITU-R BT.601.</summary>
    public void WriteTo(Span<byte> pixels)
    {
        var plane = Width * Height;
        for (var i = 0; i < plane; i++)
        {
            var (red, green, blue) = (Rgb[3 * i], Rgb[3 * i + 1], Rgb[3 * i + 2]);
            if (pixels.Length == plane)
                pixels[i] = (byte)((299 * red + 587 * green + 114 * blue + 500) / 1000);
            else
                (pixels[i], pixels[plane + i], pixels[2 * plane + i]) = (red, green, blue);
        }
    }

    /// <summary>The channels one after the other, shape [C, H, W]; one channel is the luma of ITU-R BT.601.</summary>
    /// <param name="channels">C, 1 or 3.</param>
    public byte[] ToPixels(int channels)
    {
        var pixels = new byte[channels * Width * Height];
        WriteTo(pixels);
        return pixels;
    }
}
