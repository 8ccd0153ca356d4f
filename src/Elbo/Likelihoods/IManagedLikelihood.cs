using Elbo.Compute.Engine.Losses;

namespace Elbo.Likelihoods;

/// <summary>A likelihood that the managed engine can compute. A model with another one is trained and used by libtorch.</summary>
internal interface IManagedLikelihood
{
    /// <param name="dimensions">D.</param>
    EngineLoss Loss(int dimensions);
}
