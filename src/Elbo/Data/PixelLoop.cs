using Elbo.Compute.Randomness;
using Elbo.Compute.Simd;

namespace Elbo.Data;

/// <summary>Gathers examples from bytes into rows of floats, scaled and binarized on the way. A unit of the loop is an example.</summary>
/// <param name="images">The images.</param>
/// <param name="binarization">What is made of their grey values.</param>
/// <param name="random">Gives the draws of <see cref="Binarization.Dynamic"/>.</param>
/// <param name="indices">The examples.</param>
/// <param name="input">Shape [B, D].</param>
/// <param name="target">Shape [B, D]; written for <see cref="Binarization.Threshold"/> alone, which has other targets than inputs.</param>
internal sealed unsafe class PixelLoop(
    ImageSet images, Binarization binarization, Philox random, int[] indices, float* input, float* target) : IVectorLoop
{
    private const int LeastBytes = 16_384;

    public void Run() => VectorLoop.Run(this, indices.Length, Math.Max(1, LeastBytes / images.Shape.Size));

    public void Run<V>(int first, int end) where V : struct, ISimd<V>
    {
        var size = images.Shape.Size;
        var bits = binarization == Binarization.Dynamic ? new uint[size] : [];
        for (var b = first; b < end; b++)
        {
            var image = images.Image(indices[b]);
            var at = (nint)b * size;
            if (binarization == Binarization.Dynamic)
            {
                random.FillBits(indices[b], bits);
                PixelValues.Draw(image, bits, new(input + at, size));
            }
            else
                fixed (byte* from = image)
                    PixelValues.Grey<V>(from, input + at, binarization == Binarization.Threshold ? target + at : null, size);
        }
    }
}
