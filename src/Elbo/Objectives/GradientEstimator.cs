namespace Elbo.Objectives;

/// <summary>How the gradient of the posterior's parameters is estimated. All estimate the same number but for one: see <see cref="Stl"/>.</summary>
public enum GradientEstimator
{
    /// <summary>The derivative of the objective at the drawn noise.</summary>
    Standard,

    /// <summary>
    /// Sticking the landing: without the score ∂log q(z given x) at fixed z, whose mean is 0 for one draw (Roeder et al. 2017). With
    /// importance weights over several draws it is biased (Tucker et al. 2019).
    /// </summary>
    Stl,

    /// <summary>Doubly reparameterized: without the score, and each draw weighed by its squared weight (Tucker et al. 2019, eq. 8). Unbiased.</summary>
    Dreg,
}
