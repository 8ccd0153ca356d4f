using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Elbo.Models.Layers;

/// <summary>The non-linearity after each hidden layer.</summary>
public enum Activation
{
    /// <summary>max(0, x); the seed repository's.</summary>
    Relu,

    /// <summary>Hyperbolic tangent; the IWAE paper's.</summary>
    Tanh,

    /// <summary>x·Φ(x), the exact form with erf (Hendrycks and Gimpel 2016).</summary>
    Gelu,

    /// <summary>x·sigmoid(x), also called swish (Ramachandran et al. 2017).</summary>
    Silu,

    /// <summary>x above 0, exp(x) − 1 below (Clevert et al. 2016).</summary>
    Elu,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>
    /// A gated layer, (Wx + b)·sigmoid(Vx + c), with twice the weights and no other non-linearity (Dauphin et al. 2017, eq. 1); the
    /// VampPrior paper's.
    /// </summary>
    Gated,
}

/// <summary>Applies an <see cref="Activation"/>.</summary>
internal static class Activations
{
    /// <param name="activation">The non-linearity.</param>
    /// <param name="x">The input, which is not modified.</param>
    /// <returns>A tensor of the same shape.</returns>
    public static Tensor Of(this Activation activation, Tensor x) => activation == Activation.Relu ? x.relu() : activation.Apply(x);

    /// <param name="activation">The non-linearity.</param>
    /// <param name="x">A layer's output, which nothing else reads: it may be overwritten.</param>
    /// <returns>A tensor of the same shape.</returns>
    public static Tensor Apply(this Activation activation, Tensor x) => activation switch
    {
        Activation.Relu => Functional.relu(x, inplace: true),
        Activation.Tanh => x.tanh(),
        Activation.Gelu => Functional.gelu(x),
        Activation.Silu => Functional.silu(x),
        Activation.Elu => Functional.elu(x, 1.0),
        Activation.Softplus => Functional.softplus(x, 1, 20),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation."),
    };
}
