using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>
/// y = x + conv2(act(norm(conv1(act(norm(x)))))), the pre-activation block (He et al., "Identity Mappings in Deep Residual Networks",
/// 2016, fig. 4e). <c>conv2</c> starts at 0, so that a fresh net of any depth is only its shortcuts (Zhang et al., "Fixup
/// Initialization", 2019, section 3).
/// </summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>, IStartsClosed
{
    private readonly NormedActivation act1, act2;
    private readonly ConvLayer conv1, conv2;

    public ResidualBlock(int width, Normalization norm, Activation activation) : base(nameof(ResidualBlock))
    {
        (act1, act2) = (new(width, norm, activation), new(width, norm, activation));
        (conv1, conv2) = (Convolution.Keeping(width, width), Convolution.Keeping(width, width));
        RegisterComponents();
    }

    /// <param name="x">[B, width, h, w].</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor x) =>
        Convolution.Of(conv2, act2.call(Convolution.Of(conv1, act1.call(x))), shortcut: x);

    /// <inheritdoc/>
    public void CloseBranch()
    {
        using var noGrad = no_grad();
        conv2.Weight.fill_(0); // zero_ would leave a tensor to the finalizer
        conv2.Bias.fill_(0);
    }
}
