using Elbo.Exchange;

namespace Elbo.Data.Images;

/// <summary>Brings images to another size by a triangle filter that is as wide as the scale where it shrinks, so that every pixel of the source
/// counts: what Pillow and torchvision call antialiased bilinear.</summary>
internal static class Resampling
{
    /// <summary>An image as the options have it: its middle, at their size.</summary>
    /// <exception cref="BadImageException">It is smaller than the middle that is asked for.</exception>
    public static Raster Read(Raster image, DataOptions options)
    {
        if (options.Crop is { } crop)
            image = image.Width >= crop.Width && image.Height >= crop.Height
                ? Middle(image, crop)
                : throw new BadImageException($"it is {image.Width}x{image.Height} pixels, smaller than --crop {crop}", "Give a smaller --crop");
        return options.Size is { } size ? Fit(image, size, options.Fit, options.BackgroundColor) : image;
    }

    public static Raster Fit(Raster image, ImageSize size, ImageFit fit, (byte Red, byte Green, byte Blue) background)
    {
        if (image.Width == size.Width && image.Height == size.Height)
            return image;
        var (across, down) = ((double)size.Width / image.Width, (double)size.Height / image.Height);
        switch (fit)
        {
            case ImageFit.Stretch:
                return Resize(image, 0, 0, image.Width, image.Height, size);
            case ImageFit.Crop:
                var (width, height) = (size.Width / Math.Max(across, down), size.Height / Math.Max(across, down));
                var (left, top) = ((image.Width - width) / 2, (image.Height - height) / 2);
                return Resize(image, left, top, left + width, top + height, size);
            default:
                var scale = Math.Min(across, down);
                var inner = new ImageSize(
                    Math.Clamp((int)Math.Round(image.Width * scale), 1, size.Width), Math.Clamp((int)Math.Round(image.Height * scale), 1, size.Height));
                return Pad(Resize(image, 0, 0, image.Width, image.Height, inner), size, background);
        }
    }

    /// <summary>The middle part of an image that is at least as large; half a pixel left over goes to the right and below.</summary>
    public static Raster Middle(Raster image, ImageSize size)
    {
        var (left, top) = ((image.Width - size.Width) / 2, (image.Height - size.Height) / 2);
        var rgb = new byte[3 * size.Width * size.Height];
        for (var y = 0; y < size.Height; y++)
            image.Rgb.AsSpan(3 * ((top + y) * image.Width + left), 3 * size.Width).CopyTo(rgb.AsSpan(3 * y * size.Width));
        return new(size.Width, size.Height, rgb);
    }

    /// <summary>A part of an image at a size; the filter looks over its edge.</summary>
    public static Raster Part(Raster image, PixelBox box, ImageSize size) => Resize(image, box.Left, box.Top, box.Right, box.Bottom, size);

    /// <summary>The part of an image from (left, top) to (right, bottom), in pixels of it, at a size.</summary>
    private static Raster Resize(Raster image, double left, double top, double right, double bottom, ImageSize size)
    {
        var (columns, rows) = (Taps(image.Width, left, right, size.Width), Taps(image.Height, top, bottom, size.Height));
        var (first, last) = (rows[0].First, rows[^1].First + rows[^1].Weights.Length);
        var stride = 3 * size.Width;
        var between = new float[(last - first) * stride];
        for (var y = first; y < last; y++)
            for (var x = 0; x < size.Width; x++)
            {
                var (red, green, blue) = (0f, 0f, 0f);
                var from = 3 * (y * image.Width + columns[x].First);
                foreach (var weight in columns[x].Weights)
                {
                    red += weight * image.Rgb[from++];
                    green += weight * image.Rgb[from++];
                    blue += weight * image.Rgb[from++];
                }
                var to = (y - first) * stride + 3 * x;
                (between[to], between[to + 1], between[to + 2]) = (red, green, blue);
            }
        var rgb = new byte[size.Height * stride];
        for (var y = 0; y < size.Height; y++)
            for (var i = 0; i < stride; i++)
            {
                var sum = 0f;
                var from = (rows[y].First - first) * stride + i;
                foreach (var weight in rows[y].Weights)
                {
                    sum += weight * between[from];
                    from += stride;
                }
                rgb[y * stride + i] = (byte)Math.Clamp((int)(sum + 0.5f), 0, 255);
            }
        return new(size.Width, size.Height, rgb);
    }

    /// <summary>For each of <paramref name="count"/> pixels between start and end, the source pixels it is made of and their weights, which
    /// add up to 1.</summary>
    private static (int First, float[] Weights)[] Taps(int size, double start, double end, int count)
    {
        var scale = (end - start) / count;
        var support = Math.Max(1, scale);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var centre = start + (i + 0.5) * scale;
            var first = Math.Clamp((int)(centre - support + 0.5), 0, size - 1);
            var last = Math.Clamp((int)(centre + support + 0.5), first + 1, size);
            var weights = Enumerable.Range(first, last - first).Select(p => Math.Max(0, 1 - Math.Abs((p + 0.5 - centre) / support))).ToArray();
            var total = weights.Sum();
            return (first, total > 0 ? Array.ConvertAll(weights, weight => (float)(weight / total)) : [1f]);
        })];
    }

    private static Raster Pad(Raster inner, ImageSize size, (byte Red, byte Green, byte Blue) background)
    {
        var rgb = new byte[3 * size.Width * size.Height];
        for (var i = 0; i < rgb.Length; i += 3)
            (rgb[i], rgb[i + 1], rgb[i + 2]) = background;
        var (left, top) = ((size.Width - inner.Width) / 2, (size.Height - inner.Height) / 2);
        for (var y = 0; y < inner.Height; y++)
            inner.Rgb.AsSpan(3 * y * inner.Width, 3 * inner.Width).CopyTo(rgb.AsSpan(3 * ((top + y) * size.Width + left)));
        return new(size.Width, size.Height, rgb);
    }
}
