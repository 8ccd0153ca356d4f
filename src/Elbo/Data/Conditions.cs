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

    /// <summary>The conditions of some examples in succession, shape [count, C].</summary>
    public ReadOnlySpan<float> Of(int first, int count) => Values.AsSpan(first * Width, count * Width);

    /// <summary>Those of the examples at <paramref name="rows"/>, copied, in that order.</summary>
    public Conditions Select(IReadOnlyList<int> rows)
    {
        var values = new float[rows.Count * Width];
        for (var i = 0; i < rows.Count; i++)
            Of(rows[i], 1).CopyTo(values.AsSpan(i * Width));
        return new(rows.Count, Width, values, Labels is { } labels ? [.. rows.Select(row => labels[row])] : null);
    }

    /// <summary>Those of some examples in succession.</summary>
    public Conditions Slice(int start, int count) =>
        new(count, Width, Of(start, count).ToArray(), Labels?.AsSpan(start, count).ToArray());

    /// <summary>A batch with what belongs to its examples.</summary>
    /// <param name="batch">The batch, on <paramref name="device"/>.</param>
    /// <param name="indices">Its examples.</param>
    /// <param name="device">Where the tensors are needed.</param>
    public Batch Fill(Batch batch, ReadOnlySpan<int> indices, Device device)
    {
        var chosen = Select(indices.ToArray());
        return batch with
        {
            Condition = Width > 0 ? tensor(chosen.Values, chosen.Count, Width).to(device) : null,
            Labels = chosen.Labels is { } labels ? tensor(labels).to(device) : null,
        };
    }
}
