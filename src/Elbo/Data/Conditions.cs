using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using static TorchSharp.torch;

namespace Elbo.Data;

/// <summary>What a batch carries of N examples beside their values: conditions, labels, or both.</summary>
/// <param name="Count">N.</param>
/// <param name="Width">Numbers C of a condition; 0 for labels only.</param>
/// <param name="Values">The conditions, shape [N, C], row-major.</param>
/// <param name="Labels">The number of each example's class, shape [N]; null without labels.</param>
internal sealed record Conditions(int Count, int Width, float[] Values, long[]? Labels = null)
{
    /// <summary>The columns that the conditions are made of; null if they were made without any.</summary>
    public ConditionSchema? Schema { get; init; }

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
        { Schema = sets[0]!.Schema }
        : null;

    /// <summary>Those of the examples at <paramref name="rows"/>, copied, in that order.</summary>
    public Conditions Select(IReadOnlyList<int> rows)
    {
        var values = new float[rows.Count * Width];
        for (var i = 0; i < rows.Count; i++)
            Values.AsSpan(rows[i] * Width, Width).CopyTo(values.AsSpan(i * Width));
        return new(rows.Count, Width, values, Labels is { } labels ? [.. rows.Select(row => labels[row])] : null) { Schema = Schema };
    }

    /// <summary>Those of some examples in succession.</summary>
    public Conditions Slice(int start, int count) =>
        new(count, Width, Values.AsSpan(start * Width, count * Width).ToArray(), Labels?.AsSpan(start, count).ToArray()) { Schema = Schema };

    /// <summary>The conditions of an example many times in succession.</summary>
    /// <param name="times">Copies of each.</param>
    public Conditions Each(int times) => Select([.. Enumerable.Range(0, Count * times).Select(i => i / times)]);

    /// <summary>Between two sets of conditions, number by number.</summary>
    /// <param name="from">Those at time 0, N of them.</param>
    /// <param name="to">Those at time 1, one for each.</param>
    /// <param name="times">The T positions on the way.</param>
    /// <returns>N·T conditions, those of a pair in succession.</returns>
    public static Conditions Between(Conditions from, Conditions to, IReadOnlyList<double> times)
    {
        var (width, values) = (from.Width, new float[from.Count * times.Count * from.Width]);
        for (var i = 0; i < values.Length; i++)
        {
            var (row, column) = (i / width, i % width);
            var at = row / times.Count * width + column;
            values[i] = (float)((1 - times[row % times.Count]) * from.Values[at] + times[row % times.Count] * to.Values[at]);
        }
        return new(from.Count * times.Count, width, values) { Schema = from.Schema };
    }

    /// <summary>Some cells become any, each with the same probability: what any value means is learned from them.</summary>
    /// <param name="rate">The probability.</param>
    /// <param name="random">The row is the example's index.</param>
    /// <param name="examples">The index of each row.</param>
    public void Drop(double rate, Philox random, ReadOnlySpan<int> examples)
    {
        for (var row = 0; row < Count; row++)
            Drop(rate, random, examples[row], Values.AsSpan(row * Width, Width));
    }

    /// <summary>The same for the condition of one example.</summary>
    /// <param name="rate">The probability.</param>
    /// <param name="random">The row is the example's index.</param>
    /// <param name="example">Its index.</param>
    /// <param name="condition">Changed in place, shape [C].</param>
    public void Drop(double rate, Philox random, int example, Span<float> condition)
    {
        var columns = Schema!.Columns;
        var bits = new uint[columns.Count];
        random.FillBits(example, bits);
        for (var (i, at) = (0, 0); i < columns.Count; at += columns[i++].Inputs)
            if (bits[i] < rate * uint.MaxValue)
                columns[i].Write(double.NaN, condition[at..]);
    }

    /// <summary>A fingerprint of examples with these conditions.</summary>
    /// <param name="examples">The fingerprint of the examples without them.</param>
    public string Fingerprint(string examples)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(examples));
        hash.AppendData(MemoryMarshal.AsBytes(Values.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <returns>The conditions, shape [N, C]; null for labels only.</returns>
    public Tensor? On(Device device) => Width > 0 ? TensorMemory.Copied<float>(Values, Count, Width).to(device) : null;
}
