using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures.Drawing;
using SkiaSharp;

namespace Elbo.Reports.Figures;

/// <summary>Images above their reconstructions: two rows without text, transparent in between, small and fit for any background.</summary>
internal static class ReconstructionStrip
{
    private const int Target = 64, Largest = 96, Gutter = 4;

    /// <summary>Draws both rows. An image is enlarged by the whole factor that takes its longer side to at most 64 pixels, and reduced to 96 if it is
    /// larger.</summary>
    /// <param name="inputs">The images, from left to right.</param>
    /// <param name="reconstructions">The reconstruction of each, of the same shape.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">There is no image, or the counts or shapes don't fit each other.</exception>
    public static byte[] Render(ImageBatch inputs, ImageBatch reconstructions)
    {
        inputs.Need(1, nameof(inputs), "there must be at least 1");
        if (reconstructions.Count != inputs.Count || reconstructions.Shape != inputs.Shape)
            throw new ArgumentException(
                $"There are {inputs.Count} inputs of {inputs.Shape} and {reconstructions.Count} reconstructions of {reconstructions.Shape}; "
                + "give one of the same shape for each.", nameof(reconstructions));
        var tile = Tile.Near(inputs.Shape, Target, Largest);
        using var bitmap = new SKBitmap(inputs.Count * (tile.Width + Gutter) - Gutter, 2 * tile.Height + Gutter, SKColorType.Rgba8888, SKAlphaType.Premul);
        bitmap.Erase(SKColors.Transparent);
        using (var canvas = new SKCanvas(bitmap))
            for (var i = 0; i < inputs.Count; i++)
            {
                Draw(canvas, inputs[i], tile, i * (tile.Width + Gutter), 0);
                Draw(canvas, reconstructions[i], tile, i * (tile.Width + Gutter), tile.Height + Gutter);
            }
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static void Draw(SKCanvas canvas, ReadOnlySpan<float> pixels, Tile tile, int x, int y)
    {
        using var source = tile.Bitmap(pixels);
        using var image = SKImage.FromBitmap(source);
        canvas.DrawImage(image, SKRect.Create(x, y, tile.Width, tile.Height), tile.Sampling);
    }
}
