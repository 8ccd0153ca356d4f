using SkiaSharp;

namespace Elbo.Reports.Figures.Drawing;

/// <summary>Photographs in a figure take several times as many bytes as PNG than as WebP with an invisible loss.</summary>
internal static class WebP
{
    /// <summary>The same picture as a lossy WebP.</summary>
    /// <param name="png">A PNG.</param>
    /// <param name="quality">0 to 100; from 80 on the loss is hard to see.</param>
    public static byte[] Of(ReadOnlySpan<byte> png, int quality)
    {
        using var bitmap = SKBitmap.Decode(png);
        using var data = bitmap.Encode(SKEncodedImageFormat.Webp, quality);
        return data.ToArray();
    }
}
