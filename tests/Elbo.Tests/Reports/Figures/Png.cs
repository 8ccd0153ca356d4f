using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Reports.Figures.Drawing;
using SkiaSharp;

namespace Elbo.Tests.Reports.Figures;

/// <summary>Reads a figure back and makes images to draw.</summary>
internal static class Png
{
    public static SKBitmap Decode(byte[] png)
    {
        Assert.Equal<byte>([0x89, 0x50, 0x4e, 0x47], png[..4]);
        return SKBitmap.Decode(png);
    }

    public static int Count(this SKBitmap bitmap, Rgb color) => bitmap.Pixels.Count(pixel => pixel == color.Skia());

    /// <summary>Grey images, each of one value: image k has byte k × step.</summary>
    public static ImageBatch Flat(int count, int step = 1, int side = 28) => ImageBatch.FromBytes(new(1, side, side),
        [.. Enumerable.Range(0, count).SelectMany(k => Enumerable.Repeat((byte)(k * step), side * side))]);

    public static ImageSet Set(int count, byte[]? labels = null) =>
        new(new(1, 28, 28), Enumerable.Range(0, count).SelectMany(k => Enumerable.Repeat((byte)k, 784)).ToArray(),
            labels is null ? (ReadOnlyMemory<byte>?)null : labels);
}
