using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Studio.Models;

/// <summary>A square grid of images, edge to edge, pixel by pixel.</summary>
internal static class Mosaic
{
    /// <summary>Draws it.</summary>
    /// <param name="images">side × side of them; the first row is drawn at the bottom.</param>
    /// <param name="side">Images in a row.</param>
    /// <returns>A PNG.</returns>
    public static byte[] Png(ImageBatch images, int side)
    {
        var (channels, height, width) = (images.Shape.Channels, images.Shape.Height, images.Shape.Width);
        var pixels = new float[images.Pixels.Length];
        for (var i = 0; i < images.Count; i++)
        {
            var (row, column) = (side - 1 - i / side, i % side);
            for (var line = 0; line < channels * height; line++)
            {
                var (channel, y) = (line / height, line % height);
                images[i].Slice(line * width, width).CopyTo(pixels.AsSpan(((channel * side + row) * height + y) * side * width + column * width));
            }
        }
        return ImageFile.Png(images.Shape with { Height = side * height, Width = side * width }, pixels);
    }
}
