using Elbo.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>The norm, <c>norm</c>, if any, and the activation, which precede each layer of a pre-activation net and end it.</summary>
internal sealed class NormedActivation : nn.Module<Tensor, Tensor>
{
    private readonly GroupNorm? norm;
    private readonly Activation activation;

    public NormedActivation(int width, Normalization norm, Activation activation) : base(nameof(NormedActivation))
    {
        (this.norm, this.activation) = (Convolution.Norm(norm, width), activation);
        if (this.norm is not null)
            register_module("norm", this.norm);
    }

    /// <param name="x">[B, width, h, w]; not modified.</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor x) => norm is null ? activation.Of(x) : Convolution.Of(norm, activation, x);
}
