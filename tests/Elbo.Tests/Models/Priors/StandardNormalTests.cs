using System.Runtime.InteropServices;
using Elbo.Compute.Randomness;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Priors;

/// <summary>The rate, KL(N(mu, exp(logvar)) ‖ N(0, 1)): closed form, Monte Carlo, gradient.</summary>
public sealed class StandardNormalTests
{
    private static readonly StandardNormal Prior = new();

    private static double Rate(double mu, double logVar)
    {
        using var scope = NewDisposeScope();
        var posterior = new DiagonalGaussian(tensor(mu).reshape(1, 1), tensor(logVar).reshape(1, 1));
        return Prior.RatePerDimension(posterior)!.ToDouble();
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 0.5)]                        // ½ mu²
    [InlineData(-3, 0, 4.5)]
    [InlineData(0, 1, 0.3591409142295226)]         // ½ (e − 2)
    [InlineData(0, -2, 0.5676676416183064)]        // ½ (e⁻² + 1)
    [InlineData(2, 0.6931471805599453, 2.1534264097200273)] // variance 2: ½ (4 + 2 − 1 − log 2)
    [InlineData(0, -50, 24.5)]                     // a posterior that is a point costs without bound
    public void RatePerDimension_HandValue_IsTheClosedForm(double mu, double logVar, double nats) =>
        Assert.Equal(nats, Rate(mu, logVar), 1e-14);

    [Fact]
    public void RatePerDimension_PriorItself_IsExactlyZeroInFloat()
    {
        using var scope = NewDisposeScope();
        var rate = Prior.RatePerDimension(new DiagonalGaussian(zeros(3, 5), zeros(3, 5)))!;
        Assert.Equal([3, 5], rate.shape);
        Assert.All(rate.data<float>().ToArray(), value => Assert.Equal(0f, value));
    }

    [Theory]
    [InlineData(0.7, -1.3)]
    [InlineData(-1.5, 0.4)]
    [InlineData(2.0, 0.0)]
    public void RatePerDimension_AgainstMonteCarlo_IsWithinFourStandardErrors(double mu, double logVar)
    {
        // E_q[log q(z) − log p(z)] with z = mu + sigma·eps: each draw is ½ (z² − eps² − logvar).
        const int Samples = 1_000_000;
        var eps = new float[Samples];
        new Philox(7, RandomStream.EvaluationNoise).FillNormal(0, eps);
        var (sum, squares) = (0.0, 0.0);
        foreach (var e in eps)
        {
            var z = mu + Math.Exp(0.5 * logVar) * e;
            var draw = 0.5 * (z * z - (double)e * e - logVar);
            sum += draw;
            squares += draw * draw;
        }
        var mean = sum / Samples;
        var error = Math.Sqrt((squares / Samples - mean * mean) / Samples);
        Assert.InRange(Rate(mu, logVar), mean - 4 * error, mean + 4 * error);
        Assert.True(error < 0.01, "The standard error is small enough for the comparison to mean something.");
    }

    [Fact]
    public void RatePerDimension_Gradient_EqualsFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        double[] points = [-2, -0.5, 0, 0.3, 1.7];
        const double H = 1e-5;
        foreach (var m in points)
            foreach (var l in points)
            {
                var (mu, logVar) = (tensor(m).reshape(1, 1).requires_grad_(), tensor(l).reshape(1, 1).requires_grad_());
                Prior.RatePerDimension(new DiagonalGaussian(mu, logVar))!.sum().backward();
                Assert.Equal((Rate(m + H, l) - Rate(m - H, l)) / (2 * H), mu.grad!.ToDouble(), 1e-8);
                Assert.Equal((Rate(m, l + H) - Rate(m, l - H)) / (2 * H), logVar.grad!.ToDouble(), 1e-8);
            }
    }

    [Fact]
    public void PosteriorSample_ManyDraws_HasItsMeanAndVariance()
    {
        using var scope = NewDisposeScope();
        const int Samples = 200_000;
        var noise = empty(Samples, 2);
        new Philox(3, RandomStream.TrainingNoise).FillNormal(0, MemoryMarshal.Cast<byte, float>(noise.bytes));
        var posterior = new DiagonalGaussian(tensor(new[] { 1.5f, -2f }), tensor(new[] { MathF.Log(0.25f), MathF.Log(4f) }));
        var z = posterior.Sample(noise);
        var (mean, variance) = (z.mean([0]), z.var(0));
        // Four standard errors: sigma/√n for the mean, sigma²·√(2/n) for the variance.
        Assert.Equal(1.5, mean[0].ToDouble(), 4 * 0.5 / Math.Sqrt(Samples));
        Assert.Equal(-2, mean[1].ToDouble(), 4 * 2 / Math.Sqrt(Samples));
        Assert.Equal(0.25, variance[0].ToDouble(), 4 * 0.25 * Math.Sqrt(2.0 / Samples));
        Assert.Equal(4, variance[1].ToDouble(), 4 * 4 * Math.Sqrt(2.0 / Samples));
    }
}
