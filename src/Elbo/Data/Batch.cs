using static TorchSharp.torch;

namespace Elbo.Data;

/// <summary>B examples on their way into a model.</summary>
/// <param name="Input">What the encoder sees, float32, shape [B, D].</param>
/// <param name="Target">What the likelihood is asked about, float32, shape [B, D], may be the same tensor; [B, C] for a table.</param>
internal readonly record struct Batch(Tensor Input, Tensor Target)
{
    /// <summary>c of p(x given z, c), float32, shape [B, C]; null if the examples have none.</summary>
    public Tensor? Condition { get; init; }

    /// <summary>The number of each example's class, int64, shape [B]; null if the examples come without.</summary>
    public Tensor? Labels { get; init; }
}
