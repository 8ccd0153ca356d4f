namespace Elbo.Models.Nets;

/// <summary>The dense layers of a net by the names of their tensors, in order; an activation follows each but the decoder's last.</summary>
/// <param name="Encoder">From x on.</param>
/// <param name="Decoder">From z on.</param>
internal sealed record DenseLayers(IReadOnlyList<string> Encoder, IReadOnlyList<string> Decoder);
