namespace Elbo.Reports;

/// <summary>The examples on which a model does best, average and worst.</summary>
internal sealed record DistortionRanks(int[] Best, int[] Median, int[] Worst)
{
    /// <summary>Selects the same number of each.</summary>
    /// <param name="distortions">Nats, shape [N], N at least 3; equal ones stay in their order.</param>
    /// <param name="most">Maximum number of each; fewer if they would overlap.</param>
    public static DistortionRanks Of(IReadOnlyList<float> distortions, int most)
    {
        int[] ranked = [.. Enumerable.Range(0, distortions.Count).OrderBy(i => distortions[i])];
        var count = Math.Min(most, ranked.Length / 3);
        return new(ranked[..count], ranked[((ranked.Length - count) / 2)..][..count], ranked[^count..]);
    }
}
