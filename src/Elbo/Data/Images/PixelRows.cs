using Elbo.Compute.Engine;
using Elbo.Compute.Randomness;

namespace Elbo.Data.Images;

/// <summary>Images as rows of floats, binarized as the model was trained.</summary>
/// <param name="images">The images.</param>
/// <param name="binarization">How inputs and targets are made.</param>
/// <param name="draws">For dynamic binarization; the row is the image.</param>
internal sealed class PixelRows(ImageSet images, Binarization binarization, Philox draws) : IExampleRows
{
    [ThreadStatic]
    private static uint[]? bitsOfThisThread;

    /// <inheritdoc/>
    public int Count => images.Count;

    /// <inheritdoc/>
    public bool HasThreshold => binarization == Binarization.Threshold;

    /// <inheritdoc/>
    public void Expect(int first, int count) => images.Expect(first, count);

    /// <inheritdoc/>
    public void Input(int image, Span<float> row)
    {
        if (binarization == Binarization.Dynamic)
        {
            var bits = Bits(row.Length);
            draws.FillBits(image, bits);
            PixelValues.Draw(images.Image(image), bits, row);
        }
        else
            PixelValues.Grey(images.Image(image), row);
    }

    /// <inheritdoc/>
    public void Target(int image, Span<float> row)
    {
        Input(image, row);
        if (HasThreshold)
            foreach (ref var value in row)
                value = value > 0.5f ? 1 : 0;
    }

    private static Span<uint> Bits(int count)
    {
        if (bitsOfThisThread is not { } bits || bits.Length < count)
            bitsOfThisThread = bits = new uint[count];
        return bits.AsSpan(0, count);
    }
}
