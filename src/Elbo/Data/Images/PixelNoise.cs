using Elbo.Compute.Randomness;

namespace Elbo.Data.Images;

/// <summary>Spoils images, so that a model can be shown to restore them.</summary>
internal static class PixelNoise
{
    /// <summary>Adds normal noise to every pixel and clips to black and white.</summary>
    /// <param name="images">The images; left as they are.</param>
    /// <param name="sigma">The noise's standard deviation, for pixels in [0, 1]; from 0 to 10.</param>
    /// <param name="seed">The same seed draws the same noise.</param>
    /// <exception cref="OptionsException">σ is out of range.</exception>
    public static ImageSet Gaussian(ImageSet images, double sigma, ulong seed = 0)
    {
        ThrowIfImpossible(sigma);
        var (spoilt, random) = (ImageSet.Bytes(images.Shape, images.Count), new Philox(seed, RandomStream.PixelNoise));
        Parallel.For(0, images.Count, row =>
        {
            var noise = new float[images.Shape.Size];
            random.FillNormal(row, noise);
            var from = images.Image(row);
            var to = spoilt.AsSpan(row * noise.Length, noise.Length);
            for (var i = 0; i < noise.Length; i++)
                to[i] = (byte)Math.Clamp(Math.Round(from[i] + 255 * sigma * noise[i]), 0, 255);
        });
        var noisy = new ImageSet(images.Shape, spoilt, images.HasLabels ? images.Labels.ToArray() : null);
        return images.Conditions is { } conditions ? noisy.With(conditions) : noisy;
    }

    /// <summary>Checks σ before images are read.</summary>
    /// <exception cref="OptionsException">σ is out of range.</exception>
    public static void ThrowIfImpossible(double sigma)
    {
        if (!(sigma is >= 0 and <= 10))
            throw new OptionsException([FormattableString.Invariant(
                $"the noise's sigma was {sigma}; it must be from 0 to 10, for pixels in [0, 1]. Use --noise 0.3.")]);
    }
}
