using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>The two halves of the negative ELBO, per example.</summary>
/// <param name="Distortion">−log p(x given z) at the drawn z, nats, shape [B].</param>
/// <param name="Rate">KL(q(z given x) ‖ p(z)), nats, shape [B].</param>
public readonly record struct ElboTerms(Tensor Distortion, Tensor Rate);
