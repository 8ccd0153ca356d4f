using Elbo.Models;
using Elbo.Models.Priors;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>The evidence lower bound, minimized as distortion + β·rate (Kingma and Welling, "Auto-Encoding Variational Bayes", 2014, eq. 3; with β
/// Higgins et al., "β-VAE", 2017, eq. 4). The rate is analytic where the prior has a closed form for it.</summary>
/// <param name="K">Draws k over which each example's terms are averaged; the bound is the same for every k. Default 1.</param>
/// <param name="Estimator">Standard, or stl: the rate is log q(z given x) − log p(z) at the draws, without the score of q (Roeder et al., "Sticking
/// the Landing", 2017). Default standard.</param>
[Kind("elbo", "The evidence lower bound", Order = 0)]
public sealed record EvidenceLowerBound(
    [property: Setting("k", Objective.DrawsHelp, Min = 1, Max = Objective.MostDraws, Symbol = "K")] int K = 1,
    [property: Setting("estimator", Objective.EstimatorHelp)] GradientEstimator Estimator = GradientEstimator.Standard) : Objective
{
    /// <inheritdoc/>
    public override int Draws => K;

    /// <inheritdoc/>
    public override bool IsElbo => true;

    /// <summary>True for one draw and the plain gradient, which every engine knows.</summary>
    internal bool IsUsual => K == 1 && Estimator == GradientEstimator.Standard;

    /// <inheritdoc/>
    public override string Describe() => (K == 1 ? "ELBO" : Invariant($"ELBO, {K} draws")) + (Estimator == GradientEstimator.Stl ? ", STL" : "");

    /// <summary>By one pass over memory where <see cref="FusedElbo"/> covers it, by tensor operations elsewhere.</summary>
    /// <inheritdoc/>
    public override ObjectiveLoss Loss(Vae model, VaeOutput output, Tensor target, LossRequest request) =>
        IsUsual && FusedElbo.Covers(model, output, target)
            ? FusedElbo.Loss(output, target, request.Beta, request.Reduction)
            : Unfused(model, output, target, request);

    internal ObjectiveLoss Unfused(Vae model, VaeOutput output, Tensor target, LossRequest request)
    {
        var terms = new ElboTerms(
            NegativeElbo.MeanOfDraws(-LogLikelihood.Of(model, output, target), target),
            NegativeElbo.MeanOfDraws(Rate(model.Prior.Given(output.Condition), output), target));
        return ObjectiveLoss.Of(terms, NegativeElbo.Loss(terms, request.Beta, request.Reduction, model.Options.Shape.Size));
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
            yield return fault;
        if (Estimator is not (GradientEstimator.Standard or GradientEstimator.Stl))
            yield return "estimator was dreg, which is for bounds with importance weights; with one weight it is stl. "
                + "Use --estimator stl, or --objective iwae.";
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults(Prior prior)
    {
        if (prior.NoiseWidth > 0 && Estimator == GradientEstimator.Stl)
            yield return "estimator was stl, which leaves out the score of one layer of latents, but this model draws more than one. Use --estimator standard.";
    }

    private Tensor Rate(Prior prior, VaeOutput output)
    {
        if (Estimator == GradientEstimator.Standard)
            return prior.Rate(output.Posterior.Repeat(K), output.Z, output.PriorNoise);
        return output.Posterior.Detach().Repeat(K).LogProbability(output.Z) - prior.LogProbability(output.Z, output.PriorNoise);
    }
}
