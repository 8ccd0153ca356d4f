namespace Elbo.Objectives;

/// <summary>How the distortion's D dimensions become one number during training.</summary>
public enum Reduction
{
    /// <summary>Summed over the dimensions: the ELBO.</summary>
    Sum,

    /// <summary>
    /// Averaged over the dimensions while the rate stays summed: a common mistake, kept as a teaching aid. The rate then weighs D times
    /// too much and the posterior collapses onto the prior.
    /// </summary>
    Mean,
}
