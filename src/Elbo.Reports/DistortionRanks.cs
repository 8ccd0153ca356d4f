namespace Elbo.Reports;

/// <summary>The examples on which a model does best, average and worst.</summary>
internal sealed record DistortionRanks(int[] Best, int[] Median, int[] Worst)
{
    /// <summary>Selects the same number of each.</summary>
    /// <param name="distortions">Nats, shape [N], N at least 3; equal ones stay in their order.</param>
    /// <param name="most">Maximum number of each; fewer if they would overlap.</param>
    /// <param name="labels">The label of each, by which the best are of different ones where there are enough; empty for none.</param>
    public static DistortionRanks Of(IReadOnlyList<float> distortions, int most, ReadOnlySpan<byte> labels = default)
    {
        int[] ranked = [.. Enumerable.Range(0, distortions.Count).OrderBy(i => distortions[i])];
        var count = Math.Min(most, ranked.Length / 3);
        return new(Lowest(ranked[..^count], count, labels), ranked[((ranked.Length - count) / 2)..][..count], ranked[^count..]);
    }

    /// <summary>The first of each label, as many as asked for; just the first without enough labels.</summary>
    private static int[] Lowest(int[] ranked, int count, ReadOnlySpan<byte> labels)
    {
        if (labels.Length == 0)
            return ranked[..count];
        var (seen, best) = (new HashSet<byte>(), new List<int>());
        foreach (var i in ranked)
            if (best.Count < count && seen.Add(labels[i]))
                best.Add(i);
        return best.Count == count ? [.. best] : ranked[..count];
    }
}
