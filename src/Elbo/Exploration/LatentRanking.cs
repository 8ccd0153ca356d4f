namespace Elbo.Exploration;

/// <summary>The order of latent dimensions by how much they say.</summary>
public static class LatentRanking
{
    /// <summary>The dimensions, the one with the highest rate first; equal rates keep their order.</summary>
    /// <param name="ratePerDimension">Nats per example, shape [L].</param>
    public static int[] ByRate(IReadOnlyList<double> ratePerDimension) =>
        [.. Enumerable.Range(0, ratePerDimension.Count).OrderByDescending(d => ratePerDimension[d])];

    /// <summary>The plane to look at: both dimensions of two latents, else the two with the highest rate, in ascending order.</summary>
    /// <param name="ratePerDimension">Nats per example, shape [L].</param>
    /// <returns>Two indices; the same one twice where L is 1.</returns>
    public static (int Horizontal, int Vertical) Plane(IReadOnlyList<double> ratePerDimension)
    {
        var order = ByRate(ratePerDimension);
        var (first, second) = (order[0], order[Math.Min(1, order.Length - 1)]);
        return (Math.Min(first, second), Math.Max(first, second));
    }
}
