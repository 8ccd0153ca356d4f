using Elbo.Compute.Randomness;
using Elbo.Data;
using static TorchSharp.torch;

namespace Elbo.Tests.Data;

/// <summary>From bytes to input and target, under each binarization.</summary>
public sealed class BatchesTests
{
    private static readonly ImageShape Shape = new(1, 2, 4);
    private static readonly byte[] Greys = [0, 1, 64, 127, 128, 191, 254, 255];
    private static readonly ImageSet Images = new(Shape, Enumerable.Range(0, 3).SelectMany(_ => Greys).ToArray());

    private static Batches Make(Binarization binarization, int epoch = 0) =>
        new(Images, binarization, new Philox(2, RandomStream.TrainingBinarization, epoch), CPU);

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();

    [Fact]
    public void Gather_None_GivesGreyTwice()
    {
        using var scope = NewDisposeScope();
        var (input, target) = Make(Binarization.None).Gather([1]);
        Assert.Equal([1, 8], input.shape);
        Assert.Equal(Greys.Select(g => g * (1f / 255)), Values(input));
        Assert.Equal((0f, 1f), (Values(input)[0], Values(input)[7]));
        Assert.Equal(Values(input), Values(target));
    }

    [Fact]
    public void Gather_Threshold_GivesGreyAndTheBitAboveOneHalf()
    {
        using var scope = NewDisposeScope();
        var (input, target) = Make(Binarization.Threshold).Gather([2, 0]);
        Assert.Equal(Greys.Concat(Greys).Select(g => g * (1f / 255)), Values(input));
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1], Values(target));
    }

    [Fact]
    public void Gather_DynamicManyEpochs_HasTheGreyValueAsMean()
    {
        const int Draws = 20_000;
        var sums = new double[Greys.Length];
        for (var epoch = 0; epoch < Draws; epoch++)
        {
            using var scope = NewDisposeScope();
            var (input, target) = Make(Binarization.Dynamic, epoch).Gather([1]);
            var values = Values(input);
            Assert.Equal(values, Values(target));
            for (var i = 0; i < values.Length; i++)
                sums[i] += values[i] is 0 or 1 ? values[i] : throw new InvalidOperationException($"{values[i]} is no bit.");
        }
        Assert.Equal((0, Draws), (sums[0], sums[7]));
        for (var i = 1; i < 7; i++)
        {
            var p = Greys[i] / 255.0;
            Assert.Equal(p, sums[i] / Draws, 4 * Math.Sqrt(p * (1 - p) / Draws));
        }
    }

    [Theory]
    [InlineData(Binarization.None, 1)]
    [InlineData(Binarization.Threshold, 17)]
    [InlineData(Binarization.Dynamic, 784)]
    [InlineData(Binarization.Threshold, 803)]
    public void Gather_AnySizeAndThreads_IsTheSameImageByImage(Binarization binarization, int size)
    {
        const int Count = 90;
        var bits = new uint[Count * size];
        new Philox(9, RandomStream.Prior).FillBits(0, bits);
        var images = new ImageSet(new(1, 1, size), bits.Select(b => (byte)b).ToArray());
        var batches = new Batches(images, binarization, new Philox(2, RandomStream.TrainingBinarization, 5), CPU);
        int[] indices = [.. Enumerable.Range(0, Count).Select(i => i * 37 % Count)];
        using var scope = NewDisposeScope();
        var reused = images.Allocate(Count + 3, binarization);
        var (input, target) = batches.Gather(indices, reused);
        Assert.Equal([Count, size], input.shape);
        for (var b = 0; b < Count; b++)
        {
            var image = images.Image(indices[b]).ToArray();
            var words = new uint[size];
            new Philox(2, RandomStream.TrainingBinarization, 5).FillBits(indices[b], words);
            var grey = image.Select(p => p * (1f / 255)).ToArray();
            var drawn = image.Select((p, i) => (ulong)words[i] * 255 < (ulong)p << 32 ? 1f : 0).ToArray();
            Assert.Equal(binarization == Binarization.Dynamic ? drawn : grey, Values(input[b]));
            Assert.Equal(binarization switch
            {
                Binarization.None => grey,
                Binarization.Threshold => [.. image.Select(p => p > 127 ? 1f : 0)],
                _ => drawn,
            }, Values(target[b]));
        }
    }

    [Fact]
    public void Gather_IndexBeyondTheImages_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(Binarization.Threshold).Gather([0, 3]));

    [Fact]
    public void Gather_DynamicExampleAloneOrAmongOthers_HasTheSameBits()
    {
        using var scope = NewDisposeScope();
        var batches = Make(Binarization.Dynamic);
        var all = batches.Gather([2, 0, 1]).Input;
        Assert.Equal(Values(batches.Gather([0]).Input), Values(all[1]));
        Assert.Equal(Values(batches.Gather([1, 2]).Input), Values(all[2]).Concat(Values(all[0])));
    }
}
