using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using Elbo.Studio.Components.Loss;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Studio.Tests.Loss;

public sealed class UnivariateGaussianTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 0.5)]
    [InlineData(-2, 0, 2)]
    [InlineData(0, 1, 0.35914091422952255)]
    public void Rate_ClosedForm_IsKnown(double mu, double logVar, double expected) =>
        Assert.Equal(expected, new UnivariateGaussian(mu, logVar).Rate.Nats, 1e-12);

    [Fact]
    public void All_AnyCase_AreThoseOfTheTensors()
    {
        var random = new Random(50);
        for (var i = 0; i < 50; i++)
        {
            using var scope = NewDisposeScope();
            var (m, v, eps) = (6 * random.NextDouble() - 3, 7 * random.NextDouble() - 4, 6 * random.NextDouble() - 3);
            var (mu, logVar) = (tensor(new[,] { { m } }, requires_grad: true), tensor(new[,] { { v } }, requires_grad: true));
            var (tensors, numbers) = (new DiagonalGaussian(mu, logVar), new UnivariateGaussian(m, v));
            var z = tensors.Sample(tensor(new[,] { { eps } }));
            Assert.Equal(z.ToDouble(), numbers.Sample(eps), 1e-9);
            Assert.Equal(tensors.LogProbability(z).ToDouble(), Math.Log(numbers.Density(numbers.Sample(eps))), 1e-9);
            Same(autograd.grad([z.sum()], [mu, logVar]), numbers.SampleGradient(eps));
            using var prior = new StandardNormal();
            var rate = prior.RatePerDimension(tensors)!.sum();
            Assert.Equal(rate.ToDouble(), numbers.Rate.Nats, 1e-9);
            Same(autograd.grad([rate], [mu, logVar]), numbers.RateGradient);
        }
    }

    private static void Same(IList<Tensor> gradients, (double Mu, double LogVar) numbers)
    {
        Assert.Equal(gradients[0].ToDouble(), numbers.Mu, 1e-9);
        Assert.Equal(gradients[1].ToDouble(), numbers.LogVar, 1e-9);
    }
}
