using Elbo.Compute.Randomness;
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
    public void Forward_BatchNorm_IsItsFormulaAndKeepsAverages()
    {
        using var scope = NewDisposeScope();
        using var mlp = new Mlp([1, 1], Activation.Relu, activateLast: true, batchNorm: true);
        Assert.Equal(["fc1.weight", "fc1.bias", "bn1.weight", "bn1.bias"], mlp.named_parameters().Select(p => p.name));
        Assert.Equal(["bn1.running_mean", "bn1.running_var"], mlp.named_buffers().Select(b => b.name));
        mlp.Set("fc1.weight", 2);
        mlp.Set("fc1.bias", 1);
        mlp.Set("bn1.weight", 3);
        mlp.Set("bn1.bias", 0.5f);
        // h = (3, 7, 11): mean 7, variance 32/3, unbiased 16.
        var x = tensor([1f, 3f, 5f], 3, 1);
        var deviation = Math.Sqrt(32.0 / 3 + 1e-5);
        Assert.Equal([0, 0.5f, (float)(0.5 + 3 * 4 / deviation)], mlp.call(x).data<float>().ToArray(), new Within(1e-5));
        mlp.eval();
        // The averages have moved a tenth of the way from 0 and 1.
        int[] fed = [3, 7, 11];
        var fixedDeviation = Math.Sqrt(0.9 + 1.6 + 1e-5);
        Assert.Equal(
            [.. fed.Select(h => (float)Math.Max(0, 0.5 + 3 * (h - 0.7) / fixedDeviation))],
            mlp.call(x).data<float>().ToArray(), new Within(1e-4));
        mlp.train();
        Assert.Equal(0.5 + 3 * (7 - 0.7) / fixedDeviation, mlp.call(tensor([3f], 1, 1)).ToDouble(), 1e-4); // one example has no variance
    }

    [Fact]
    public void Forward_Dropout_LeavesOutItsShareByExampleAndDraw()
    {
        using var scope = NewDisposeScope();
        using var mlp = new Mlp([1, 4000], Activation.Relu, activateLast: true, dropout: 0.25);
        mlp.Set("fc1.weight", [.. Enumerable.Repeat(1f, 4000)]);
        mlp.Set("fc1.bias", new float[4000]);
        Assert.All(mlp.call(ones(2, 1)).data<float>().ToArray(), value => Assert.Equal(1, value)); // nobody trains
        float[][] first = Rows([7, 9], 2), again = Rows([9, 7], 2);
        Assert.All(first, row =>
        {
            Assert.All(row, value => Assert.True(value is 0 || Math.Abs(value - 4f / 3) < 1e-6));
            Assert.InRange(row.Count(value => value == 0), 1000 - 110, 1000 + 110); // four standard deviations
        });
        Assert.Equal(4, first.Select(row => string.Join(' ', row)).Distinct().Count());
        Assert.Equal(first[..2], again[2..]);
        Assert.Equal(first[2..], again[..2]);
        mlp.eval();
        Assert.All(Rows([7, 9], 1).SelectMany(row => row), value => Assert.Equal(1, value));

        float[][] Rows(int[] indices, int draws)
        {
            using var use = DropoutUnits.Use(new(3, RandomStream.Dropout, 1), indices);
            return [.. mlp.call(ones(indices.Length * draws, 1)).data<float>().ToArray().Chunk(4000)];
        }
    }

    private sealed class Within(double tolerance) : IEqualityComparer<float>
    {
        public bool Equals(float a, float b) => Math.Abs(a - b) <= tolerance;

        public int GetHashCode(float value) => 0;
    }

    [Fact]
    public void New_GatedEncoder_HasAGateAtEachLayer()
    {
        using var mlp = new Mlp([3, 4, 5], Activation.Gated, activateLast: true);
        Assert.Contains("gate2.weight", mlp.named_parameters().Select(p => p.name));
    }
}
