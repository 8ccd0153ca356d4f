using Elbo.Bench;
using Elbo.Models;

namespace Elbo.Tests.Bench;

public sealed class FlopsTests
{
    private static readonly VaeOptions Tiny = new() { Shape = new(1, 1, 5), Hidden = [4, 3], DecoderHidden = [6], Latents = 2 };

    // Products with B = 1, in multiply-adds. Forward: 5·4 + 4·3 + 3·4 (both heads) + 2·6 + 6·5 = 86. Weight gradients: as many again.
    // Input gradients: all but the first layer's, 86 − 20 = 66.
    [Theory]
    [InlineData(1, 2 * (86 + 86 + 66))]
    [InlineData(7, 7 * 2 * (86 + 86 + 66))]
    public void Step_TinyNet_IsTheCountByHand(int batch, double expected) => Assert.Equal(expected, Flops.Step(Tiny, batch));

    // With 3 draws the decoder's 2·6 + 6·5 = 42 count three times, the encoder's 44 once.
    [Fact]
    public void Step_SeveralDraws_CountsTheDecoderOnceADraw() => Assert.Equal(7 * 2 * (3 * (44 + 3 * 42) - 20), Flops.Step(Tiny, 7, 3));

    [Fact]
    public void Step_SeedNet_IsTheCountByHand() =>
        Assert.Equal(64 * 2.0 * (2 * 784 * 512 + 3 * (512 * 512 + 512 * 40 + 20 * 512 + 512 * 784)), Flops.Step(StepSetting.Seed(), 64));

    // 28×28 → 14×14 → 7×7 → 4×4 and back, kernels of 9 positions; both heads read 2048 numbers.
    [Fact]
    public void Step_Conv_IsTheCountByHand()
    {
        const long First = 9 * 32 * 196;
        const long Encoder = First + 32 * 9 * 64 * 49 + 64 * 9 * 128 * 16 + 2048 * 40;
        const long Decoder = 20 * 2048 + 128 * 9 * 64 * 49 + 64 * 9 * 32 * 196 + 32 * 9 * 784;
        Assert.Equal(128 * 2.0 * (3 * (Encoder + Decoder) - First), Flops.Step(StepSetting.Conv, 128));
    }

    [Fact]
    public void Step_Resnet_IsTheCountByHand()
    {
        const long First = 9 * 32 * 196;
        const long Blocks = 2 * 9 * (32 * 32 * 196 + 64 * 64 * 49 + 128 * 128 * 16);
        const long Encoder = First + 32 * 9 * 64 * 49 + 64 * 9 * 128 * 16 + 2048 * 40 + Blocks;
        const long Decoder = 20 * 2048 + 128 * 64 * 16 + 64 * 32 * 49 + 32 * 9 * 784 + Blocks;
        Assert.Equal(128 * 2.0 * (3 * (Encoder + Decoder) - First), Flops.Step(StepSetting.Resnet, 128));
    }

    [Fact]
    public void EncodeAndDecode_TinyNet_AreTheCountByHand()
    {
        Assert.Equal(3 * 2 * (20 + 12 + 12), Flops.Encode(Tiny, 3));
        Assert.Equal(3 * 2 * (12 + 30), Flops.Decode(Tiny, 3));
    }
}
