using Elbo.Compute.Native;
using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Evaluation;

/// <summary>The k-nearest-neighbour classifier (Cover and Hart 1967) on posterior means.</summary>
internal static class NearestNeighbours
{
    /// <summary>Distances computed at once: 8 MB.</summary>
    private const int DistancesAtOnce = 1 << 21;

    /// <returns>The most common label among the k nearest; ties go to the nearest. Shape [N].</returns>
    public static byte[] Classify(Codes fit, byte[] labels, Codes queries, int k, CancellationToken cancellation)
    {
        using var inference = inference_mode();
        using var scope = TensorScope.Open();
        // |a − b|² = |a|² − 2 a·b + |b|², and |a|² is the same for every neighbour of a.
        var (all, asked) = (Rows(fit), Rows(queries));
        var squares = all.square().sum(1L);
        var said = new byte[queries.Count];
        var atOnce = Math.Max(1, DistancesAtOnce / fit.Count);
        for (var first = 0; first < queries.Count; first += atOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = TensorScope.Open();
            var count = Math.Min(atOnce, queries.Count - first);
            var distances = squares.addmm(asked.narrow(0, first, count), all.t(), 1, -2);
            var nearest = distances.topk(k, 1, largest: false).indexes.data<long>().ToArray();
            for (var i = 0; i < count; i++)
                said[first + i] = Vote(nearest.AsSpan(i * k, k), labels);
        }
        return said;
    }

    private static byte Vote(ReadOnlySpan<long> nearest, byte[] labels)
    {
        Span<int> votes = stackalloc int[256];
        var winner = labels[nearest[0]];
        foreach (var index in nearest)
            votes[labels[index]]++;
        foreach (var index in nearest)
            if (votes[labels[index]] > votes[winner])
                winner = labels[index];
        return winner;
    }

    private static Tensor Rows(Codes codes) => TensorMemory.Copied<float>(codes.Mu, codes.Count, codes.Latents);
}
