using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Studio.Models;

/// <summary>Grids of images, edge to edge, pixel by pixel.</summary>
internal static class Mosaic
{
    /// <summary>A square grid whose first row is drawn at the bottom.</summary>
    /// <param name="images">side × side of them.</param>
    /// <param name="side">Images in a row.</param>
    /// <returns>A PNG.</returns>
    public static byte[] Png(ImageBatch images, int side) => Draw(images, side, side, i => side - 1 - i / side);

    /// <summary>A sheet that is filled from the top; the rest of the last row stays black.</summary>
    /// <param name="images">The images.</param>
    /// <param name="columns">Images in a row.</param>
    /// <returns>A PNG.</returns>
    public static byte[] Sheet(ImageBatch images, int columns) => Draw(images, columns, (images.Count + columns - 1) / columns, i => i / columns);

    private static byte[] Draw(ImageBatch images, int columns, int rows, Func<int, int> rowOf)
    {
        var (channels, height, width) = (images.Shape.Channels, images.Shape.Height, images.Shape.Width);
        var pixels = new float[columns * rows * images.Shape.Size];
        for (var i = 0; i < images.Count; i++)
        {
            var (row, column) = (rowOf(i), i % columns);
            for (var line = 0; line < channels * height; line++)
            {
                var (channel, y) = (line / height, line % height);
                images[i].Slice(line * width, width).CopyTo(pixels.AsSpan(((channel * rows + row) * height + y) * columns * width + column * width));
            }
        }
        return ImageFile.Png(images.Shape with { Height = rows * height, Width = columns * width }, pixels);
    }
}
