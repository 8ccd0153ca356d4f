using Elbo.Compute.Native;
using static TorchSharp.torch;

namespace Elbo.Data;

/// <summary>What a batch carries of N examples beside their values: conditions, labels, or both.</summary>
/// <param name="Count">N.</param>
/// <param name="Width">Numbers C of a condition; 0 for labels only.</param>
/// <param name="Values">The conditions, shape [N, C], row-major.</param>
/// <param name="Labels">The number of each example's class, shape [N]; null without labels.</param>
internal sealed record Conditions(int Count, int Width, float[] Values, long[]? Labels = null)
{
    /// <summary>A 1 at the place of each example's class, 0 elsewhere.</summary>
    /// <param name="labels">Classes from 0 to <paramref name="classes"/> − 1, shape [N].</param>
    /// <param name="classes">C.</param>
    public static Conditions OneHot(long[] labels, int classes)
    {
        var values = new float[labels.Length * classes];
        for (var i = 0; i < labels.Length; i++)
            values[i * classes + labels[i]] = 1;
        return new(labels.Length, classes, values, labels);
    }

    /// <summary>Those of several sets in succession; null unless each has some, of one width.</summary>
    public static Conditions? Concat(IReadOnlyList<Conditions?> sets) => sets.All(set => set is not null && set.Width == sets[0]!.Width)
        ? new(
            sets.Sum(set => set!.Count), sets[0]!.Width, [.. sets.SelectMany(set => set!.Values)],
            sets.All(set => set!.Labels is not null) ? [.. sets.SelectMany(set => set!.Labels!)] : null)
        : null;

    /// <summary>Those of the examples at <paramref name="rows"/>, copied, in that order.</summary>
    public Conditions Select(IReadOnlyList<int> rows)
    {
        var values = new float[rows.Count * Width];
        for (var i = 0; i < rows.Count; i++)
            Values.AsSpan(rows[i] * Width, Width).CopyTo(values.AsSpan(i * Width));
        return new(rows.Count, Width, values, Labels is { } labels ? [.. rows.Select(row => labels[row])] : null);
    }

    /// <summary>Those of some examples in succession.</summary>
    public Conditions Slice(int start, int count) =>
        new(count, Width, Values.AsSpan(start * Width, count * Width).ToArray(), Labels?.AsSpan(start, count).ToArray());

    /// <returns>The conditions, shape [N, C]; null for labels only.</returns>
    public Tensor? On(Device device) => Width > 0 ? TensorMemory.Copied<float>(Values, Count, Width).to(device) : null;
}
