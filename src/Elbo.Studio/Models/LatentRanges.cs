using Elbo.Models;

namespace Elbo.Studio.Models;

/// <summary>Where the posterior means of examples lie on each latent.</summary>
/// <param name="Low">The 2.5th percentile of each latent, shape [L].</param>
/// <param name="High">The 97.5th percentile of each latent, shape [L].</param>
/// <param name="Reach">The range of a slider on each side of 0 that covers almost every code: a whole number, at least 3.</param>
internal sealed record LatentRanges(IReadOnlyList<double> Low, IReadOnlyList<double> High, double Reach)
{
    private const double Least = 3, Most = 100, Tail = 0.025, Outer = 0.001;

    /// <summary>Those of a standard normal, for a model without examples.</summary>
    public static LatentRanges OfPrior(int latents) => new([.. Enumerable.Repeat(-1.96, latents)], [.. Enumerable.Repeat(1.96, latents)], Least);

    /// <summary>Those of codes; values that are not finite do not count.</summary>
    /// <param name="codes">At least one.</param>
    public static LatentRanges Of(Codes codes)
    {
        var (low, high, reach) = (new double[codes.Latents], new double[codes.Latents], Least);
        for (var d = 0; d < codes.Latents; d++)
        {
            double[] sorted = [.. Enumerable.Range(0, codes.Count).Select(i => (double)codes.MuOf(i)[d]).Where(double.IsFinite).Order()];
            if (sorted.Length == 0)
                continue;
            (low[d], high[d]) = (At(sorted, Tail), At(sorted, 1 - Tail));
            reach = Math.Max(reach, Math.Max(Math.Abs(At(sorted, Outer)), Math.Abs(At(sorted, 1 - Outer))));
        }
        return new(low, high, Math.Min(Most, Math.Ceiling(reach)));
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];
}
