using System.Numerics;
using System.Runtime.InteropServices;

namespace Elbo.Compute.Simd;

/// <summary>Whether all of many values are finite: a number times 0 is 0, unless it is infinite or NaN.</summary>
internal static class FiniteLoop
{
    public static bool IsFinite(ReadOnlySpan<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> a = default, b = default;
        var i = 0;
        for (; i + 1 < vectors.Length; i += 2)
        {
            a += vectors[i] * Vector<float>.Zero;
            b += vectors[i + 1] * Vector<float>.Zero;
        }
        var sum = Vector.Sum(a + b);
        foreach (var value in values[(i * Vector<float>.Count)..])
            sum += value * 0;
        return sum == 0;
    }

    /// <summary>Whether the squares of all values are finite, and so the values.</summary>
    public static bool HasFiniteSquares(ReadOnlySpan<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var sums = Vector<float>.Zero;
        foreach (var vector in vectors)
            sums += vector * vector * Vector<float>.Zero;
        var sum = Vector.Sum(sums);
        foreach (var value in values[(vectors.Length * Vector<float>.Count)..])
            sum += value * value * 0;
        return sum == 0;
    }
}

/// <summary>The Euclidean norm of many values.</summary>
internal static class NormLoop
{
    /// <summary>Values whose squares are added up in single precision, in vectors.</summary>
    private const int Part = 4096;

    public static double SumOfSquares(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        for (; values.Length > 0; values = values[Math.Min(Part, values.Length)..])
            sum += OfPart(values[..Math.Min(Part, values.Length)]);
        return sum;
    }

    private static double OfPart(ReadOnlySpan<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> a = default, b = default;
        var i = 0;
        for (; i + 1 < vectors.Length; i += 2)
        {
            a += vectors[i] * vectors[i];
            b += vectors[i + 1] * vectors[i + 1];
        }
        var sum = (double)Vector.Sum(a + b);
        foreach (var value in values[(i * Vector<float>.Count)..])
            sum += (double)value * value;
        return sum;
    }
}
