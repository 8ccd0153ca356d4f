using Elbo.Data;
using Elbo.Exchange;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Likelihoods;

[Collection(TorchCollection.Name)]
public sealed class GaussianTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(10)]
    public void LogProbability_AnySigma_IsTheClosedForm(double sigma)
    {
        double[] x = [0, 0.25, 1, 0.5], m = [0.1, 0.25, -0.5, 1.75];
        var expected = x.Zip(m).Sum(p => -0.5 * Math.Pow((p.First - p.Second) / sigma, 2) - Math.Log(sigma * Math.Sqrt(2 * Math.PI)));
        Assert.Equal(expected, Log(new Gaussian(sigma), x, m), Math.Abs(expected) * 1e-12);
        Assert.Equal(expected, new Gaussian(sigma).LogProbability(Row(x).@float(), Row(m).@float())[0].ToDouble(), Math.Abs(expected) * 1e-6);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.4)]
    public void LogProbability_OneDimension_IntegratesToOne(double sigma)
    {
        const int Points = 20_001;
        var x = linspace(-5, 6, Points, float64).reshape(Points, 1);
        var density = new Gaussian(sigma).LogProbability(x, full_like(x, 0.3)).exp();
        Assert.Equal(1, density.sum().ToDouble() * 11 / (Points - 1), 1e-9);
    }

    [Fact]
    public void LogProbability_Gradient_IsThatOfFiniteDifferences()
    {
        double[] x = [0, 0.25, 1], m = [0.1, 0.3, -0.5];
        var parameters = Row(m).requires_grad_();
        var gaussian = new Gaussian(0.2);
        gaussian.LogProbability(Row(x), parameters).sum().backward();
        var gradient = parameters.grad!.data<double>().ToArray();
        const double Step = 1e-5;
        for (var i = 0; i < m.Length; i++)
        {
            var (up, down) = ((double[])[.. m], (double[])[.. m]);
            (up[i], down[i]) = (m[i] + Step, m[i] - Step);
            Assert.Equal((Log(gaussian, x, up) - Log(gaussian, x, down)) / (2 * Step), gradient[i], 1e-6);
        }
    }

    [Fact]
    public void Mean_BeyondAPixel_IsNotClipped() =>
        Assert.Equal([-0.5, 1.5], new Gaussian().Mean(Row([-0.5, 1.5])).data<double>().ToArray());

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(0.0009)]
    [InlineData(10.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Validate_SigmaOutOfRange_SaysTheRange(double sigma)
    {
        var fault = Assert.Single(Assert.Throws<OptionsException>(new VaeOptions { Likelihood = new Gaussian(sigma) }.Validate).Faults);
        Assert.Contains("it must be from 0.001 to 10. Use --sigma 0.1.", fault, StringComparison.Ordinal);
    }

    [Fact(Skip = Mutants.LeftOut)]
    public void Train_Bars_ReconstructsThemBetterThanTheMeanImage()
    {
        var path = folder.File("run");
        var options = Small.Training with { Epochs = 40, LearningRate = 5e-3, Binarization = Binarization.None };
        RunManifest manifest;
        using (var run = TrainingRun.Start(path, Small.Data, Small.Model with { Likelihood = new Gaussian(0.15) }, options))
        {
            run.Train(cancellation: TestContext.Current.CancellationToken).Dispose();
            manifest = run.Folder.ReadManifest();
        }
        Assert.Equal(new Gaussian(0.15), manifest.Model.Likelihood);

        using var vae = TrainedVae.Load(path);
        Assert.Equal(manifest.Model, vae.Options);
        var test = Small.Data.Test;
        var x = test.Pixels.ToArray().Select(b => b / 255.0).ToArray();
        var made = vae.Reconstruct(test, TestContext.Current.CancellationToken);
        double[] mean = [.. Enumerable.Range(0, 30).Select(p => Enumerable.Range(0, test.Count).Average(i => x[i * 30 + p]))];
        double SquaredError(Func<int, double> guess) => Enumerable.Range(0, x.Length).Sum(i => Math.Pow(x[i] - guess(i), 2)) / x.Length;
        Assert.InRange(SquaredError(i => made[i]), 0, SquaredError(i => mean[i % 30]) / 3);

        // The numbers of run.json are reproduced; distortion plus rate is in nats of this density, and negative where it exceeds 1.
        var again = vae.Evaluate(test, manifest.Training.Seed, manifest.BestEpoch, TestContext.Current.CancellationToken);
        Assert.Equal(manifest.Test!.NegElbo, again.NegElbo, 1e-9);
        Assert.True(again.NegElbo < 0 && again.Rate > 0);
        Assert.Equal(again.NegElbo, again.Distortion + again.Rate, 1e-9);
    }

    private static double Log(Gaussian gaussian, double[] x, double[] m) => gaussian.LogProbability(Row(x), Row(m))[0].ToDouble();

    private static Tensor Row(double[] values) => tensor(values).reshape(1, values.Length);
}
