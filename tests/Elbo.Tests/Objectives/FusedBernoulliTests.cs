using Elbo.Compute.Randomness;
using Elbo.Models;
using Elbo.Models.Posteriors;
using Elbo.Objectives;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Objectives;

/// <summary>log p(x given z) of k draws in one pass against tensor operations.</summary>
[Collection(TorchCollection.Name)]
public sealed class FusedBernoulliTests : IDisposable
{
    private readonly int threads = get_num_threads();

    public void Dispose() => set_num_threads(threads);

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(3, 4, 97, 2)]
    [InlineData(20, 5, 784, 3)]
    public void LogProbability_AnySizes_EqualsTheUnfusedWithItsGradient(int examples, int draws, int dimensions, int count)
    {
        set_num_threads(count);
        using var model = new Vae(new() { Shape = new(1, 1, dimensions), Hidden = [2], DecoderHidden = [2], Latents = 2 });
        using var scope = NewDisposeScope();
        var logits = Fill(examples * draws, dimensions, 1) * 3;
        var target = Fill(examples, dimensions, 2).sigmoid();
        target[examples - 1, dimensions / 2] = float.NaN; // missing
        var weights = Fill(1, examples * draws, 3).reshape(-1);
        var (fused, gradient) = Differentiate(true);
        var (unfused, expected) = Differentiate(false);
        Assert.True(fused.allclose(unfused, 1e-5, 1e-4));
        Assert.True((gradient - expected).abs().max().ToDouble() < 3e-6 * Math.Max(1, expected.abs().max().ToDouble()));

        (Tensor, Tensor) Differentiate(bool isFused)
        {
            var leaf = logits.detach().clone().requires_grad_();
            var output = new VaeOutput(
                new DiagonalGaussian(zeros(examples, 2), zeros(examples, 2)), zeros(examples * draws, 2), leaf, zeros(examples * draws, 1).narrow(1, 0, 0));
            Assert.True(FusedBernoulli.Covers(model, output.Parameters, target));
            var log = isFused ? LogLikelihood.Of(model, output, target) : LogLikelihood.Unfused(model, output, target);
            log.dot(weights).backward();
            return (log.detach(), leaf.grad!);
        }
    }

    private static Tensor Fill(int rows, int columns, ulong seed)
    {
        var values = new float[rows * columns];
        new Philox(seed, RandomStream.Prior).FillNormal(0, values);
        return tensor(values).reshape(rows, columns);
    }
}
