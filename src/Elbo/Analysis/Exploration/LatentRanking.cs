using Elbo.Models;

namespace Elbo.Analysis.Exploration;

/// <summary>How much each latent dimension says of an example, and their order by it.</summary>
internal sealed class LatentRanking
{
    private readonly IReadOnlyList<double> weights;

    private LatentRanking(IReadOnlyList<double> weights, IReadOnlyList<double>? rates) => (this.weights, Rates) = (weights, rates);

    /// <summary>The rate of each dimension, nats per example, shape [L]; null where the prior's rate is no sum over dimensions.</summary>
    public IReadOnlyList<double>? Rates { get; }

    /// <summary>Number L of dimensions.</summary>
    public int Latents => weights.Count;

    /// <summary>What the order is by, after "the dimensions with": <c>the highest rate</c>.</summary>
    public string Criterion => Rates is null ? "the widest posterior means" : "the highest rate";

    /// <summary>The dimensions, the one that says most first; equal ones keep their order.</summary>
    public IReadOnlyList<int> Order => [.. Enumerable.Range(0, Latents).OrderByDescending(d => weights[d])];

    /// <summary>The plane to look at: both dimensions of two latents, else the two that say most, in ascending order; the same one twice if
    /// L is 1.</summary>
    public (int Horizontal, int Vertical) Plane
    {
        get
        {
            var (first, second) = (Order[0], Order[Math.Min(1, Latents - 1)]);
            return (Math.Min(first, second), Math.Max(first, second));
        }
    }

    /// <summary>The order by rate.</summary>
    /// <param name="ratePerDimension">Nats per example, shape [L].</param>
    public static LatentRanking ByRate(IReadOnlyList<double> ratePerDimension) => new(ratePerDimension, ratePerDimension);

    /// <summary>The order by the variance of the posterior mean over examples: what stays where the rate is no sum over dimensions.</summary>
    public static LatentRanking BySpread(Codes codes) => new([.. Enumerable.Range(0, codes.Latents).Select(d => Variance(codes, d))], null);

    private static double Variance(Codes codes, int latent)
    {
        double sum = 0, squares = 0;
        for (var i = 0; i < codes.Count; i++)
        {
            double mu = codes.MuOf(i)[latent];
            sum += mu;
            squares += mu * mu;
        }
        return squares / codes.Count - sum / codes.Count * (sum / codes.Count);
    }
}
