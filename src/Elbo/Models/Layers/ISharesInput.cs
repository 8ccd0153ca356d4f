using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>An encoder that computes once what rows of the same example with different conditions have in common.</summary>
internal interface ISharesInput
{
    /// <param name="x">Shape [B, D].</param>
    /// <param name="example">The example of each row, int64, shape [R].</param>
    /// <param name="condition">The condition of each row, shape [R, C].</param>
    /// <returns>What the encoder gives for [x of the row's example, condition], shape [R, H].</returns>
    Tensor Forward(Tensor x, Tensor example, Tensor condition);
}
