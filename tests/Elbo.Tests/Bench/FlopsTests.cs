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

    [Fact]
    public void EncodeAndDecode_TinyNet_AreTheCountByHand()
    {
        Assert.Equal(3 * 2 * (20 + 12 + 12), Flops.Encode(Tiny, 3));
        Assert.Equal(3 * 2 * (12 + 30), Flops.Decode(Tiny, 3));
    }
}
