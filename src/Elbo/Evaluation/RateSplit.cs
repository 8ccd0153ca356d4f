namespace Elbo.Evaluation;

/// <summary>
/// The decomposition of the rate (Hoffman and Johnson, "ELBO surgery", 2016; Chen et al., "Isolating sources of disentanglement in VAEs", 2018,
/// eq. 2): rate = I(x; z) + KL(q(z) ‖ p(z)), and KL(q(z) ‖ p(z)) = total correlation + dimension-wise KL if p(z) is a product over its
/// dimensions. q(z) = 1/N Σ q(z given xₙ) is the whole mixture over the N examples. All in nats, with one draw of z per example.
/// </summary>
internal sealed record RateSplit
{
    /// <summary>Number of examples, N: the same for the draws of z and for q(z).</summary>
    public required int Examples { get; init; }

    /// <summary>The upper limit of <see cref="MutualInformation"/>: log N. Close to it, it says only that the codes tell all N examples apart.</summary>
    public double Ceiling => Math.Log(Examples);

    /// <summary>The mean of log q(z given x) − log p(z) at the draws: the parts add up to it. Its expectation is the rate.</summary>
    public required SampleMean Rate { get; init; }

    /// <summary>I(x; z) = E[log q(z given x) − log q(z)] under q: how well the codes tell the N examples apart.</summary>
    public required SampleMean MutualInformation { get; init; }

    /// <summary>KL(q(z) ‖ p(z)) = E[log q(z) − log p(z)]: how far the codes of all examples together are from the prior.</summary>
    public required SampleMean MarginalKl { get; init; }

    /// <summary>KL(q(z) ‖ Π q(z_d)) = E[log q(z) − Σ log q(z_d)]: how much the dimensions depend on each other.</summary>
    public required SampleMean TotalCorrelation { get; init; }

    /// <summary>Σ KL(q(z_d) ‖ p(z_d)); null if the prior is not a product over its dimensions.</summary>
    public SampleMean? DimensionwiseKl { get; init; }
}
