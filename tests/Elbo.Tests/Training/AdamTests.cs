using Elbo.Compute.Randomness;
using static TorchSharp.torch;
using Adam = Elbo.Training.Adam;
using Parameter = TorchSharp.Modules.Parameter;

namespace Elbo.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class AdamTests : IDisposable
{
    private readonly int threads = get_num_threads();

    public void Dispose() => set_num_threads(threads);

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(4096)]
    [InlineData(100_003)]
    public void Step_TenSteps_FollowsTheAlgorithmInDouble(int length)
    {
        using var scope = NewDisposeScope();
        var weight = new Parameter(tensor(Draw(length, 0)));
        using var adam = new Adam([("w", weight)], 0.01);
        var (w, m, v) = (Draw(length, 0).Select(x => (double)x).ToArray(), new double[length], new double[length]);
        for (var t = 1; t <= 10; t++)
        {
            var gradient = Draw(length, t);
            weight.grad = tensor(gradient);
            Assert.Null(adam.FirstBadGradient());
            adam.Step();
            // Kingma and Ba 2015, algorithm 1.
            for (var i = 0; i < length; i++)
            {
                m[i] = 0.9 * m[i] + 0.1 * gradient[i];
                v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i];
                w[i] -= 0.01 * (m[i] / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
            }
        }
        Assert.InRange(weight.data<float>().Zip(w).Max(pair => Math.Abs(pair.First - pair.Second)), 0, 2e-6);
    }

    [Fact]
    public void Step_AnyNumberOfThreads_GivesTheSameBits()
    {
        var expected = Train(1);
        Assert.Equal(expected, Train(2));
        Assert.Equal(expected, Train(3));

        static float[] Train(int threads)
        {
            set_num_threads(threads);
            using var scope = NewDisposeScope();
            Parameter[] weights = [new(tensor(Draw(70_001, 0))), new(tensor(Draw(33, 1))), new(tensor(Draw(50_000, 2)))];
            using var adam = new Adam(weights.Select((w, i) => ($"w{i}", w)), 0.01);
            for (var t = 0; t < 3; t++)
            {
                foreach (var weight in weights)
                    weight.grad = tensor(Draw((int)weight.numel(), 10 + t));
                adam.Step();
            }
            return [.. weights.SelectMany(w => w.data<float>().ToArray())];
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void FirstBadGradient_OneValueAnywhere_NamesItsWeight(float bad)
    {
        using var scope = NewDisposeScope();
        Parameter[] weights = [new(zeros(5000)), new(zeros(10_007)), new(zeros(3))];
        using var adam = new Adam(weights.Select((w, i) => ($"w{i}", w)), 0.01);
        foreach (var weight in weights)
            weight.grad = full(weight.shape, float.MaxValue);
        Assert.Null(adam.FirstBadGradient());
        foreach (var position in new[] { 0, 4095, 4096, 8191, 10_006 })
        {
            weights[1].grad![position] = bad;
            Assert.Equal("w1", adam.FirstBadGradient());
            weights[1].grad![position] = 0;
        }
        Assert.Null(adam.FirstBadGradient());
        weights[2].grad![2] = bad;
        Assert.Equal("w2", adam.FirstBadGradient());
    }

    [Fact]
    public void Step_WeightWithoutGradient_StaysAsItIs()
    {
        using var scope = NewDisposeScope();
        Parameter[] weights = [new(ones(3)), new(ones(3))];
        using var adam = new Adam(weights.Select((w, i) => ($"w{i}", w)), 0.01);
        weights[1].grad = ones(3);
        Assert.Null(adam.FirstBadGradient());
        adam.Step();
        Assert.Equal([1, 1, 1], weights[0].data<float>().ToArray());
        Assert.All(weights[1].data<float>().ToArray(), value => Assert.Equal(0.99f, value, 1e-6f));
    }

    private static float[] Draw(int length, int epoch)
    {
        var values = new float[length];
        new Philox(6, RandomStream.Prior, epoch).FillNormal(0, values);
        return values;
    }
}
