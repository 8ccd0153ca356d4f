using Elbo.Models;

namespace Elbo.Analysis.Exploration;

/// <summary>The examples nearest to a code.</summary>
internal static class NearestCodes
{
    /// <summary>Searches all posterior means by Euclidean distance.</summary>
    /// <param name="codes">The posteriors of N examples.</param>
    /// <param name="z">The code, shape [L].</param>
    /// <param name="count">How many are wanted, at least 1; of fewer examples, all come back.</param>
    /// <param name="except">An example that is left out: the one that the code is of; null for none.</param>
    /// <returns>The nearest first, with their Euclidean distance; of equally near ones, that with the lower index.</returns>
    /// <exception cref="ArgumentException">The code has another length.</exception>
    public static IReadOnlyList<(int Example, double Distance)> Of(Codes codes, ReadOnlySpan<float> z, int count, int? except = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (z.Length != codes.Latents)
            throw new ArgumentException($"The code has {z.Length} numbers; the codes have {codes.Latents}.", nameof(z));
        var distances = new double[codes.Count];
        for (var i = 0; i < distances.Length; i++)
            distances[i] = Distance(codes.MuOf(i), z);
        return [.. Enumerable.Range(0, codes.Count).Where(i => i != except).OrderBy(i => distances[i]).Take(count).Select(i => (i, distances[i]))];
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var d = 0; d < a.Length; d++)
            sum += ((double)a[d] - b[d]) * ((double)a[d] - b[d]);
        return Math.Sqrt(sum);
    }
}
