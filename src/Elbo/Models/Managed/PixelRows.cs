using Elbo.Compute.Engine;
using Elbo.Compute.Randomness;
using Elbo.Data;

namespace Elbo.Models.Managed;

/// <summary>Images as rows of floats, binarized as the model was trained.</summary>
/// <param name="images">The images.</param>
/// <param name="binarization">How inputs and targets are made.</param>
/// <param name="draws">For dynamic binarization; the row is the image.</param>
internal sealed class PixelRows(ImageSet images, Binarization binarization, Philox draws) : IExampleRows
{
    public int Count => images.Count;

    /// <inheritdoc/>
    public void Expect(int first, int count) => images.Expect(first, count);

    /// <inheritdoc/>
    public bool HasThreshold => binarization == Binarization.Threshold;

    /// <inheritdoc/>
    public void Input(int image, Span<float> row)
    {
        if (binarization == Binarization.Dynamic)
        {
            var bits = new uint[row.Length];
            draws.FillBits(image, bits);
            PixelValues.Draw(images.Image(image), bits, row);
        }
        else
            PixelValues.Grey(images.Image(image), row);
    }

    /// <summary>Writes the targets of the likelihood.</summary>
    public void Target(int image, Span<float> row)
    {
        Input(image, row);
        if (HasThreshold)
            foreach (ref var value in row)
                value = value > 0.5f ? 1 : 0;
    }
}
