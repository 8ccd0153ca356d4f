namespace Elbo.Data.Images;

/// <summary>Brings what was drawn or scanned to the size and the place that a model's images have.</summary>
internal static class ImageFraming
{
    /// <summary>Darker is taken for ground, not for ink.</summary>
    private const byte LeastInk = 26;

    /// <summary>MNIST's digits fit into 20×20 of 28×28.</summary>
    private const double InkShare = 20.0 / 28;

    /// <summary>Scales to another size, each direction by its own factor, with the filter that image files are read by.</summary>
    /// <param name="pixels">Shape <paramref name="from"/>, 1 or 3 channels.</param>
    /// <param name="from">The shape that it has.</param>
    /// <param name="to">The shape that is wanted, of as many channels.</param>
    /// <exception cref="ArgumentException">The pixels are no image of the shape, or the channels differ.</exception>
    public static byte[] Resize(ReadOnlySpan<byte> pixels, ImageShape from, ImageShape to)
    {
        if (to.Channels != from.Channels)
            throw new ArgumentException($"An image of {from} cannot be resized to {to}: the channels differ.", nameof(to));
        return Resampling.Fit(Raster.Of(pixels, from), new(to.Width, to.Height), ImageFit.Stretch, default).ToPixels(to.Channels);
    }

    /// <summary>MNIST's own framing (LeCun et al. 1998, "Gradient-based learning applied to document recognition", section III.A): the ink's box is
    /// scaled to fit 20 of 28 parts of the image, its proportions kept, and its centre of mass is put in the middle.</summary>
    /// <param name="pixels">Bright ink on black, shape <paramref name="from"/>, of 1 channel.</param>
    /// <param name="from">The shape that it has.</param>
    /// <param name="to">The shape that is wanted.</param>
    /// <returns>Shape <paramref name="to"/>; all black where there is no ink.</returns>
    /// <exception cref="ArgumentException">The pixels are no image of the shape, or there is more than one channel.</exception>
    public static byte[] CenterByMass(ReadOnlySpan<byte> pixels, ImageShape from, ImageShape to)
    {
        if (from.Channels != 1 || to.Channels != 1)
            throw new ArgumentException($"Images of {from} and {to}: only grey ones, of 1 channel, are centred.", nameof(to));
        var framed = new byte[to.Size];
        if (InkBox(pixels, from) is not { } box)
            return framed;
        var inner = Inner(box, to);
        var ink = Resampling.Part(Raster.Of(pixels, from), box, inner).ToPixels(1);
        var (left, top) = Place(ink, inner, to);
        for (var y = 0; y < inner.Height; y++)
            ink.AsSpan(y * inner.Width, inner.Width).CopyTo(framed.AsSpan((top + y) * to.Width + left));
        return framed;
    }

    /// <summary>The part that has ink; null if there is none.</summary>
    /// <exception cref="ArgumentException">The number of pixels is another.</exception>
    private static PixelBox? InkBox(ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        if (pixels.Length != shape.Size)
            throw new ArgumentException($"There are {pixels.Length} values for an image of {shape}; {shape.Size} are needed.", nameof(pixels));
        var (left, top, right, bottom) = (shape.Width, shape.Height, 0, 0);
        for (var y = 0; y < shape.Height; y++)
            for (var x = 0; x < shape.Width; x++)
                if (pixels[y * shape.Width + x] >= LeastInk)
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
        return right > left ? new(left, top, right, bottom) : null;
    }

    private static ImageSize Inner(PixelBox box, ImageShape to)
    {
        var scale = Math.Min(InkShare * to.Width / (box.Right - box.Left), InkShare * to.Height / (box.Bottom - box.Top));
        return new(
            Math.Clamp((int)Math.Round(scale * (box.Right - box.Left)), 1, to.Width),
            Math.Clamp((int)Math.Round(scale * (box.Bottom - box.Top)), 1, to.Height));
    }

    /// <summary>Where the ink's corner goes, so that its centre of mass comes to the middle without leaving the image.</summary>
    private static (int Left, int Top) Place(byte[] ink, ImageSize size, ImageShape to)
    {
        double mass = 0, across = 0, down = 0;
        for (var y = 0; y < size.Height; y++)
            for (var x = 0; x < size.Width; x++)
            {
                var value = ink[y * size.Width + x];
                (mass, across, down) = (mass + value, across + value * (x + 0.5), down + value * (y + 0.5));
            }
        // The filter can leave nothing of a thin line.
        return mass > 0 ? (At(across / mass, size.Width, to.Width), At(down / mass, size.Height, to.Height)) : (0, 0);

        static int At(double center, int side, int whole) => Math.Clamp((int)Math.Round(whole / 2.0 - center), 0, whole - side);
    }
}

/// <summary>A part of an image, in pixels: from the first column and row up to, not including, the last.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Right, int Bottom);
