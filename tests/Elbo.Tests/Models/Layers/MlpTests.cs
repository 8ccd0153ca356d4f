using Elbo.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Layers;

public sealed class MlpTests
{
    [Fact]
    public void Forward_Gated_IsTheProductOfLayerAndGateByHand()
    {
        using var scope = NewDisposeScope();
        using var mlp = new Mlp([2, 2, 1], Activation.Gated, activateLast: false);
        Assert.Equal(
            ["fc1.weight", "fc1.bias", "gate1.weight", "gate1.bias", "fc2.weight", "fc2.bias"], mlp.named_parameters().Select(p => p.name));
        mlp.Set("fc1.weight", 1, 2, 3, 4);
        mlp.Set("fc1.bias", 0.5f, -0.5f);
        mlp.Set("gate1.weight", -1, 0, 0.5f, 1);
        mlp.Set("gate1.bias", 0, 1);
        mlp.Set("fc2.weight", 1, -1);
        mlp.Set("fc2.bias", 0.25f);
        // x = (1, −2): layer (1 − 4 + 0.5, 3 − 8 − 0.5), gate σ(−1), σ(0.5 − 2 + 1); the last layer has no gate.
        static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));
        var expected = -2.5 * Sigmoid(-1) + 5.5 * Sigmoid(-0.5) + 0.25;
        Assert.Equal(expected, mlp.call(tensor([1f, -2f], 1, 2)).ToDouble(), 1e-6);
    }

    [Fact]
    public void New_GatedEncoder_HasAGateAtEachLayer()
    {
        using var mlp = new Mlp([3, 4, 5], Activation.Gated, activateLast: true);
        Assert.Contains("gate2.weight", mlp.named_parameters().Select(p => p.name));
    }
}
