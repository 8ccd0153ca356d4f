
namespace Elbo.Objectives;

/// <summary>How one training step weighs the terms of its objective.</summary>
/// <param name="Epochs">Epochs of steps done before it; half an epoch is 0.5.</param>
/// <param name="Beta">The weight β of the rate.</param>
/// <param name="Reduction">Sum, or the seed's mistake on purpose.</param>
public sealed record LossRequest(double Epochs = 0, double Beta = 1, Reduction Reduction = Reduction.Sum);
