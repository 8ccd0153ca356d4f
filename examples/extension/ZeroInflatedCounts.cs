using Elbo;
using Elbo.Likelihoods;
using static System.FormattableString;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Extension;

/// <summary>
/// Counts k from 0 to 255 that are 0 more often than a negative binomial's (Lopez et al., "Deep generative modeling for single-cell
/// transcriptomics", 2018): p(k) = π·[k = 0] + (1 − π)·NB(k; μ, r). The decoder gives three planes: the logit of π, log μ and, unless it is fixed,
/// log r.
/// </summary>
/// <param name="Shape">r, the same for every dimension; null to learn one for each.</param>
[Kind("zero-inflated", "Counts with more zeros than a negative binomial has")]
public sealed record ZeroInflatedCounts(
    [property: Setting("count-shape", "Shape r of the counts", Above = 0, Max = 1e6, Example = "2", Default = "learned for each count")] double? Shape = null)
    : Likelihood
{
    /// <summary>Elbo keeps images as bytes and gives a likelihood values in [0, 1]: this times such a value is the count.</summary>
    private const int Most = 255;

    public override bool IsDensity => false;

    public override int Planes => Shape is null ? 3 : 2;

    public override string Describe() => Shape is { } r ? Invariant($"zero-inflated counts, r {r}") : "zero-inflated counts";

    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters)
    {
        var (gate, logMean, logShape) = Parts(parameters);
        var (k, r, odds) = ((target * Most).round(), logShape.exp(), logMean - logShape);
        // NB: log Γ(k + r) − log Γ(r) − log k! + r log r/(r + μ) + k log μ/(r + μ)
        var count = (k + r).lgamma() - r.lgamma() - (k + 1).lgamma() - r * softplus(odds) - k * softplus(-odds);
        var present = count - softplus(gate); // log(1 − π) = −log(1 + eˡ)
        return where(k == 0, logaddexp(-softplus(-gate), present), present);
    }

    public override Tensor Mean(Tensor parameters)
    {
        var (gate, logMean, _) = Parts(parameters);
        return (-gate).sigmoid() * logMean.exp() / Most;
    }

    /// <summary>The first count whose distribution function reaches u; NB(k + 1) = NB(k) · (k + r)/(k + 1) · μ/(r + μ).</summary>
    protected override Tensor Draw(Tensor parameters, Tensor uniform)
    {
        var (gate, logMean, logShape) = Parts(parameters);
        var (r, odds) = (logShape.exp(), logMean - logShape);
        var (p, k) = ((-gate).sigmoid() * (-r * softplus(odds)).exp(), zeros_like(uniform));
        var reached = gate.sigmoid() + p;
        for (var next = 0; next < Most; next++)
        {
            k += (uniform > reached).to(k.dtype);
            p *= (next + r) / (next + 1) * odds.sigmoid();
            reached += p;
        }
        return k / Most;
    }

    /// <returns>The logit of π, log μ and log r, each of shape [B, D]; the logarithms are kept where their exponentials are harmless.</returns>
    private (Tensor Gate, Tensor LogMean, Tensor LogShape) Parts(Tensor parameters)
    {
        var planes = Split(parameters);
        var logShape = Shape is { } r ? full_like(planes[1], Math.Log(r)) : planes[2].clamp(-5, 10);
        return (planes[0], planes[1].clamp(-10, 6), logShape);
    }
}
