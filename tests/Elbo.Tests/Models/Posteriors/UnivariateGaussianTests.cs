using CsCheck;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Posteriors;

public sealed class UnivariateGaussianTests
{
    private static readonly Gen<(double Mu, double LogVar, double Eps)> Cases = Gen.Select(Gen.Double[-3, 3], Gen.Double[-4, 3], Gen.Double[-3, 3]);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 0.5)]
    [InlineData(-2, 0, 2)]
    [InlineData(0, 1, 0.35914091422952255)]
    public void Rate_ClosedForm_IsKnown(double mu, double logVar, double expected) =>
        Assert.Equal(expected, new UnivariateGaussian(mu, logVar).Rate.Nats, 1e-12);

    [Fact]
    public void All_AnyCase_AreThoseOfTheTensors() => Cases.Sample(
        at =>
        {
            using var scope = NewDisposeScope();
            var (mu, logVar) = (tensor(new[,] { { at.Mu } }, requires_grad: true), tensor(new[,] { { at.LogVar } }, requires_grad: true));
            var (tensors, numbers) = (new DiagonalGaussian(mu, logVar), new UnivariateGaussian(at.Mu, at.LogVar));
            var z = tensors.Sample(tensor(new[,] { { at.Eps } }));
            Assert.Equal(z.ToDouble(), numbers.Sample(at.Eps), 1e-9);
            Assert.Equal(tensors.LogProbability(z).ToDouble(), Math.Log(numbers.Density(numbers.Sample(at.Eps))), 1e-9);
            Same(autograd.grad([z.sum()], [mu, logVar]), numbers.SampleGradient(at.Eps));
            using var prior = new StandardNormal();
            var rate = prior.RatePerDimension(tensors)!.sum();
            Assert.Equal(rate.ToDouble(), numbers.Rate.Nats, 1e-9);
            Same(autograd.grad([rate], [mu, logVar]), numbers.RateGradient);
        },
        iter: 50, threads: 1, seed: "0000KOIPe036");

    private static void Same(IList<Tensor> gradients, (double Mu, double LogVar) numbers)
    {
        Assert.Equal(gradients[0].ToDouble(), numbers.Mu, 1e-9);
        Assert.Equal(gradients[1].ToDouble(), numbers.LogVar, 1e-9);
    }
}
