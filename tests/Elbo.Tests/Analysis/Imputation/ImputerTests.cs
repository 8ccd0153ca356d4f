using Elbo.Analysis.Imputation;
using Elbo.Data;
using Elbo.Models;
using Elbo.Tests.Evaluation;
using Elbo.Tests.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Analysis.Imputation;

/// <summary>Against the closed form of a linear-Gaussian model, whose encoder does not handle missing values.</summary>
[Collection(TorchCollection.Name)]
public sealed class ImputerTests
{
    private const int Pixels = LinearGaussian.Pixels;
    private static readonly int[] Missing = [1, 4, 5];

    [Fact]
    public void Mean_ByImportanceWeights_IsTheConditionalMean()
    {
        var (pixels, expected) = Holes(4);
        // A posterior that is too wide: the weights correct it, and the encoder's reading of zeros.
        using var model = new LinearGaussian(logVarShift: 2);
        using var vae = new TrainedVae(model.Model, Binarization.None);
        var filled = Imputer.Mean(vae, pixels, new() { Samples = 10_000 }, TestContext.Current.CancellationToken);
        Assert.Equal(expected, filled, (a, b) => Math.Abs(a - b) < 0.02);
    }

    [Fact]
    public void Mean_ByGibbs_IsTheConditionalMean()
    {
        // Pseudo-Gibbs is exact if the posterior is the true one.
        var (pixels, expected) = Holes(4);
        using var model = new LinearGaussian();
        using var vae = new TrainedVae(model.Model, Binarization.None);
        var filled = Imputer.Mean(vae, pixels, new() { Method = ImputationMethod.Gibbs, Samples = 1500 }, TestContext.Current.CancellationToken);
        Assert.Equal(expected, filled, (a, b) => Math.Abs(a - b) < 0.04);
    }

    [Fact]
    public void Draw_Many_HaveTheConditionalMean()
    {
        var (pixels, expected) = Holes(1);
        using var model = new LinearGaussian(logVarShift: 2);
        using var vae = new TrainedVae(model.Model, Binarization.None);
        var repeated = Enumerable.Range(0, 200).SelectMany(_ => pixels).ToArray();
        var drawn = Imputer.Draw(vae, repeated, 0, new() { Samples = 1000 }, TestContext.Current.CancellationToken);
        foreach (var pixel in Missing)
        {
            double[] values = [.. Enumerable.Range(0, 200).Select(i => (double)drawn[i * Pixels + pixel])];
            var mean = values.Average();
            Assert.Equal(expected[pixel], mean, 0.07);
            // Each has a variance of at least σ² = 0.04.
            Assert.InRange(values.Average(value => (value - mean) * (value - mean)), 0.03, 0.12);
        }
    }

    [Fact]
    public void Mean_NothingMissing_IsWhatWasGiven()
    {
        using var model = new LinearGaussian();
        using var vae = new TrainedVae(model.Model, Binarization.None);
        float[] pixels = [0, 1, 0.5f, 0.25f, 0.75f, 0.1f];
        Assert.Equal(pixels, Imputer.Mean(vae, pixels, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Mean_WrongSizes_SayWhatIsAllowed()
    {
        using var model = new LinearGaussian();
        using var vae = new TrainedVae(model.Model, Binarization.None);
        Assert.Contains(
            "no whole number of images of",
            Assert.Throws<OptionsException>(() => Imputer.Mean(vae, new float[7], cancellation: TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "samples was 1; it must be from 2",
            Assert.Throws<OptionsException>(() => Imputer.Mean(vae, new float[6], new() { Samples = 1 }, TestContext.Current.CancellationToken)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Images with three of six pixels missing, and E[x_missing given x_there] = b + Σ_mt Σ_tt⁻¹ (x_there − b), Σ = W Wᵀ + σ² I.</summary>
    private static (float[] Pixels, float[] Filled) Holes(int count)
    {
        using var scope = NewDisposeScope();
        float[] x = [.. LinearGaussian.Images(count).Pixels.ToArray().Select(pixel => pixel / 255f)];
        var there = Enumerable.Range(0, Pixels).Except(Missing).ToArray();
        var covariance = LinearGaussian.Covariance();
        Tensor Part(int[] rows, int[] columns) => covariance.index_select(0, tensor(rows)).index_select(1, tensor(columns));
        var toMissing = Part(Missing, there).mm(Part(there, there).inverse());
        var filled = (float[])x.Clone();
        for (var i = 0; i < count; i++)
        {
            var known = tensor(there.Select(pixel => (double)x[i * Pixels + pixel] - LinearGaussian.Offset).ToArray(), there.Length, 1);
            var found = toMissing.mm(known).data<double>().ToArray();
            foreach (var (k, pixel) in Missing.Index())
                filled[i * Pixels + pixel] = (float)(found[k] + LinearGaussian.Offset);
        }
        var holes = (float[])x.Clone();
        for (var i = 0; i < holes.Length; i++)
            if (Missing.Contains(i % Pixels))
                holes[i] = float.NaN;
        return (holes, filled);
    }
}
