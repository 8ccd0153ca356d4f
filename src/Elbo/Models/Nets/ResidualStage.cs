using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>A stage of an encoder: <c>down</c> halves the map, then come <c>block1</c> … <c>blockN</c>.</summary>
internal sealed class ResidualStage : nn.Module<Tensor, Tensor>
{
    private readonly ConvLayer down;
    private readonly ResidualBlock[] blocks;

    public ResidualStage(ConvLayer down, int width, int blocks, Normalization norm, Activation activation) : base(nameof(ResidualStage))
    {
        this.down = down;
        register_module("down", down);
        this.blocks = [.. Enumerable.Range(1, blocks).Select(_ => new ResidualBlock(width, norm, activation))];
        foreach (var (i, block) in this.blocks.Index())
            register_module($"block{i + 1}", block);
    }

    /// <param name="x">[B, C, h, w].</param>
    /// <returns>[B, width, ⌈h/2⌉, ⌈w/2⌉].</returns>
    public override Tensor forward(Tensor x) => blocks.Aggregate(Convolution.Of(down, x), (h, block) => block.call(h));
}

/// <summary>
/// A stage of a decoder: <c>block1</c> … <c>blockN</c>, then <c>up</c>, a convolution of kernel 1 to the next width, and the map
/// enlarged. The next stage's blocks mix the pixels; in this order, enlarging costs almost nothing.
/// </summary>
internal sealed class ResidualUpStage : nn.Module<Tensor, Tensor>
{
    private readonly ResidualBlock[] blocks;
    private readonly ConvLayer? up;
    private readonly MapSize map;

    /// <param name="width">Channels of the blocks.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="norm">Their norm.</param>
    /// <param name="activation">Their activation.</param>
    /// <param name="next">Channels and size of the enlarged map; null for the last stage, which the decoder's own layer follows.</param>
    public ResidualUpStage(int width, int blocks, Normalization norm, Activation activation, (int Width, MapSize Map)? next) : base(nameof(ResidualUpStage))
    {
        this.blocks = [.. Enumerable.Range(1, blocks).Select(_ => new ResidualBlock(width, norm, activation))];
        foreach (var (i, block) in this.blocks.Index())
            register_module($"block{i + 1}", block);
        if (next is not { } to)
            return;
        (up, map) = (Convolution.Pointwise(width, to.Width), to.Map);
        register_module("up", up);
    }

    /// <summary>The size of the enlarged map; null for the last stage.</summary>
    public MapSize? Target => up is null ? null : map;

    /// <param name="x">[B, width, h, w].</param>
    /// <returns>[B, next width, next h, next w].</returns>
    public override Tensor forward(Tensor x)
    {
        var h = blocks.Aggregate(x, (h, block) => block.call(h));
        return up is null ? h : Convolution.Enlarge(Convolution.Of(up, h), map);
    }
}
