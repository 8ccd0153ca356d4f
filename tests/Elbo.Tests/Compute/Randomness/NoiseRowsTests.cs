using Elbo.Compute.Randomness;
using static TorchSharp.torch;

namespace Elbo.Tests.Compute.Randomness;

public sealed class NoiseRowsTests
{
    private static readonly Philox Random = new(4, RandomStream.TrainingNoise, 2);

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    public void Draw_ExampleAloneOrAmongOthers_HasTheSameNoise(int latents)
    {
        using var scope = NewDisposeScope();
        var batch = NoiseRows.Draw(Random, [17, 3, 59_999, 0], latents);
        Assert.Equal([4, latents], batch.shape);
        Assert.Equal(Values(NoiseRows.Draw(Random, [3], latents)), Values(batch[1]));
        Assert.Equal(Values(NoiseRows.Draw(Random, [0, 59_999], latents)), Values(batch[3]).Concat(Values(batch[2])));
        Assert.NotEqual(Values(batch[0]), Values(batch[1]));
    }

    [Fact]
    public void Draw_OtherEpoch_HasOtherNoise()
    {
        using var scope = NewDisposeScope();
        var next = new Philox(4, RandomStream.TrainingNoise, 3);
        Assert.NotEqual(Values(NoiseRows.Draw(Random, [3], 20)), Values(NoiseRows.Draw(next, [3], 20)));
    }

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
