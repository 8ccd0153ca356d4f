namespace Elbo.Analysis.Imputation;

/// <summary>How missing values are found from those that are there.</summary>
public enum ImputationMethod
{
    /// <summary>
    /// Importance weights: draws of z from the posterior, weighed by p(what is there given z) p(z) / q(z given x) (Mattei and Frellsen, "MIWAE", 2019,
    /// section 4). Right in the limit of many draws, whatever the encoder makes of missing values.
    /// </summary>
    Miwae,

    /// <summary>
    /// Pseudo-Gibbs: z from the posterior, then the missing values given z, in turns (Rezende et al., "Stochastic Backpropagation", 2014,
    /// appendix F). As good as the encoder.
    /// </summary>
    Gibbs,
}
