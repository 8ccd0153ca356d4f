using Elbo.Compute.Randomness;
using Elbo.Data;

namespace Elbo.Models.Managed;

/// <summary>Images as rows of floats, binarized as the model was trained.</summary>
/// <param name="images">The images.</param>
/// <param name="binarization">How inputs and targets are made.</param>
/// <param name="draws">For dynamic binarization; the row is the image.</param>
internal sealed class PixelRows(ImageSet images, Binarization binarization, Philox draws)
{
    public int Count => images.Count;

    /// <summary>These images are looked at next.</summary>
    public void Expect(int first, int count) => images.Expect(first, count);

    /// <summary>True where targets are inputs over 0.5 and not the inputs themselves.</summary>
    public bool HasThreshold => binarization == Binarization.Threshold;

    /// <summary>Writes what the encoder sees of an image.</summary>
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

    /// <summary>Writes what the likelihood is asked about.</summary>
    public void Target(int image, Span<float> row)
    {
        Input(image, row);
        if (HasThreshold)
            foreach (ref var value in row)
                value = value > 0.5f ? 1 : 0;
    }
}
