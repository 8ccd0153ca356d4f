using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Tests.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Evaluation;

[Collection(TorchCollection.Name)]
public sealed class ReconstructionTests
{
    private static readonly ImageShape Shape = new(2, 13, 15);
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Ssim_OfEqualImages_IsOne() => Assert.Equal(1, StructuralSimilarity.Of(Noise(1), Noise(1), Shape), 1e-9);

    /// <summary>Without variance only the luminance term is left: (2ab + C₁) / (a² + b² + C₁).</summary>
    [Theory]
    [InlineData(0.2f, 0.6f)]
    [InlineData(0f, 1f)]
    public void Ssim_OfFlatImages_IsTheLuminanceTerm(float a, float b)
    {
        float[] x = [.. Enumerable.Repeat(a, Shape.Size)], y = [.. Enumerable.Repeat(b, Shape.Size)];
        Assert.Equal((2.0 * a * b + 1e-4) / ((double)a * a + (double)b * b + 1e-4), StructuralSimilarity.Of(x, y, Shape), 1e-6);
    }

    [Fact]
    public void Ssim_OfANegative_IsBelowZero() =>
        Assert.InRange(StructuralSimilarity.Of(Noise(1), [.. Noise(1).Select(v => 1 - v)], Shape), -1, -0.5);

    /// <summary>Window by window, from the definition with its 121 weights.</summary>
    [Fact]
    public void Ssim_OfAnyImages_FollowsTheDefinition()
    {
        var (x, y) = (Noise(1), Noise(2));
        var weights = new double[11, 11];
        var total = 0.0;
        for (var r = 0; r < 11; r++)
            for (var c = 0; c < 11; c++)
                total += weights[r, c] = Math.Exp(-((r - 5) * (r - 5) + (c - 5) * (c - 5)) / (2 * 1.5 * 1.5));
        double sum = 0, places = 0;
        for (var channel = 0; channel < Shape.Channels; channel++)
            for (var top = 0; top + 11 <= Shape.Height; top++)
                for (var left = 0; left + 11 <= Shape.Width; left++)
                {
                    double mx = 0, my = 0, vx = 0, vy = 0, cov = 0;
                    Each((w, a, b) => (mx, my) = (mx + w * a, my + w * b));
                    Each((w, a, b) => (vx, vy, cov) = (vx + w * (a - mx) * (a - mx), vy + w * (b - my) * (b - my), cov + w * (a - mx) * (b - my)));
                    sum += (2 * mx * my + 1e-4) * (2 * cov + 9e-4) / ((mx * mx + my * my + 1e-4) * (vx + vy + 9e-4));
                    places++;

                    void Each(Action<double, double, double> use)
                    {
                        for (var r = 0; r < 11; r++)
                            for (var c = 0; c < 11; c++)
                            {
                                var at = (channel * Shape.Height + top + r) * Shape.Width + left + c;
                                use(weights[r, c] / total, x[at], y[at]);
                            }
                    }
                }
        Assert.Equal(sum / places, StructuralSimilarity.Of(x, y, Shape), 1e-9);
    }

    /// <summary>A decoder of zeros gives ½ for each pixel, ½ away from each binary target.</summary>
    [Theory]
    [InlineData(6, 5, false)]
    [InlineData(12, 11, true)]
    public void Estimate_DecoderThatSaysOneHalf_HasTheClosedForm(int height, int width, bool hasSsim)
    {
        var vae = new Vae(Small.Model with { Shape = new(1, height, width) }, seed: 5);
        using (no_grad())
            foreach (var (name, weight) in vae.named_parameters())
                if (name.StartsWith("decoder", StringComparison.Ordinal))
                    weight.zero_();
        using var trained = new TrainedVae(vae, Binarization.Threshold);
        var pixels = new byte[7 * height * width];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i % 3 * 100);
        var error = ReconstructionEvaluator.Estimate(trained, new(new(1, height, width), pixels), Stop);
        Assert.Equal(0.25, error.MeanSquaredError.Value, 1e-6);
        Assert.Equal(10 * Math.Log10(4), error.Psnr.Value, 1e-5);
        Assert.Equal(0, error.Psnr.StandardError, 1e-5);
        Assert.Equal(hasSsim, error.Ssim is not null);
        Assert.Equal((7, Binarization.Threshold), (error.Examples, error.Binarization));
    }

    private static float[] Noise(ulong seed)
    {
        var values = new float[Shape.Size];
        new Philox(seed, RandomStream.Prior).FillUniform(0, values);
        return values;
    }
}
