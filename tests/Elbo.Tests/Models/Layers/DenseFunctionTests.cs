using Elbo.Models.Layers;
using Elbo.Tests.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Layers;

/// <summary>Elbo's own products of a dense layer against libtorch's.</summary>
[Collection(TorchCollection.Name)]
public sealed class DenseFunctionTests
{
    [Theory]
    [InlineData(1, 5, 3, 0)]
    [InlineData(37, 50, 41, 0)]
    [InlineData(130, 20, 64, 0)]
    [InlineData(20, 12, 9, 4)] // the weight has further columns
    public void Of_AnySizes_GivesWhatLibtorchGives(int examples, int inputs, int outputs, int further)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var (x, weight, bias) = (randn(examples, inputs), randn(outputs, inputs + further), randn(outputs));
        var factor = randn(examples, outputs);
        var (own, gradients) = Computed((a, w, b) => DenseFunction.Of(a, w, b));
        var (reference, expected) = Computed((a, w, b) => nn.functional.linear(a, w.narrow(1, 0, inputs), b));
        Assert.True(own.allclose(reference, 1e-5, 1e-5));
        foreach (var (gradient, other) in gradients.Zip(expected))
            Assert.True(gradient.allclose(other, 1e-5, 1e-4));

        (Tensor, Tensor[]) Computed(Func<Tensor, Tensor, Tensor, Tensor> layer)
        {
            Tensor[] leaves = [.. new[] { x, weight, bias }.Select(tensor => tensor.clone().requires_grad_(true))];
            var y = layer(leaves[0], leaves[1], leaves[2]);
            (y * factor).sum().backward();
            return (y.detach(), [.. leaves.Select(leaf => leaf.grad!)]);
        }
    }

    [Fact]
    public void Of_NothingToDifferentiate_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var (x, weight, bias) = (randn(70, 90), randn(33, 90).requires_grad_(true), randn(33).requires_grad_(true));
        var trained = DenseFunction.Of(x, weight, bias);
        using var inference = inference_mode();
        var used = DenseFunction.Of(x, weight, bias);
        Assert.Equal(used.data<float>().ToArray(), trained.detach().data<float>().ToArray());
    }

    [Fact]
    public void Of_InputsOfAView_AreReadInTheirOrder()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var (whole, weight, bias) = (randn(30, 40), randn(8, 40), randn(8));
        var turned = randn(40, 30).t();
        Assert.True(DenseFunction.Of(turned, weight, bias).allclose(nn.functional.linear(turned, weight, bias), 1e-5, 1e-5));
        Assert.True(DenseFunction.Of(whole.narrow(0, 3, 20), weight, bias).allclose(nn.functional.linear(whole.narrow(0, 3, 20), weight, bias), 1e-5, 1e-5));
    }
}
