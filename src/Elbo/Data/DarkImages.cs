using System.Globalization;

namespace Elbo.Data;

/// <summary>Notices images without a bright pixel: their range may have been misread.</summary>
internal static class DarkImages
{
    private const byte Bright = 128;

    /// <summary>The largest byte of images that are all dark; null if there is a bright one, which is usually found at once.</summary>
    public static byte? Largest(ImageSet images)
    {
        byte largest = 0;
        foreach (var block in images.Blocks())
        {
            var pixels = block.Pixels;
            if (pixels.ContainsAnyInRange(Bright, byte.MaxValue))
                return null;
            foreach (var pixel in pixels)
                largest = Math.Max(largest, pixel);
        }
        return largest;
    }

    /// <summary>A clause that advises a range for images that are all dark; null if one is bright or all are black.</summary>
    /// <param name="images">The images.</param>
    /// <param name="range">The range that they were read with; null for the usual one.</param>
    /// <param name="hasRange">True if --range can be given for them.</param>
    public static string? Note(ImageSet images, PixelRange? range, bool hasRange)
    {
        if (Largest(images) is not (> 0 and var largest))
            return null;
        // In the file's own values, if these are not bytes.
        var read = range ?? PixelRange.Bytes;
        var digits = read.White - read.Black < 255 ? 10_000 : 1;
        var white = Math.Ceiling((read.Black + largest * (read.White - read.Black) / 255) * digits) / digits;
        return string.Create(CultureInfo.InvariantCulture, $"the largest value is {largest} of 255, so the images are dark; if ")
            + (hasRange ? string.Create(CultureInfo.InvariantCulture, $"{white} is white, use --range {read.Black}..{white}")
                : $"{largest} is white, save them scaled to 0 to 255");
    }
}
