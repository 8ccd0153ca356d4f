using static TorchSharp.torch;

namespace Elbo.Data;

/// <summary>B examples on their way into a model.</summary>
/// <param name="Input">What the encoder sees, float32, shape [B, D].</param>
/// <param name="Target">What the likelihood is asked about, float32, shape [B, D], may be the same tensor; [B, C] for a table.</param>
public readonly record struct Batch(Tensor Input, Tensor Target);
