using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Elbo.Compute.Simd;

/// <summary>Functions of arrays of doubles, to about a double's precision. The runtime's own are compiled in tiers, the first of which takes a hundred
/// times as long.</summary>
internal static unsafe class Doubles
{
    private const int Lanes = 4;

    // log 2 in two parts: a whole number times the first is exact.
    private const double Log2High = 0.693147180369123816490, Log2Low = 1.90821492927058770002e-10;

    /// <summary>Added to a number, it leaves the nearest whole number in the lowest bits.</summary>
    private const double Rounding = 6755399441055744;

    /// <summary>Replaces x by exp(x); below −600 as at −600, above 40 as at 40.</summary>
    /// <param name="values">[count].</param>
    /// <param name="count">A multiple of four.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Exp(double* values, int count)
    {
        Vector256<double> least = Vector256.Create(-600.0), most = Vector256.Create(40.0), rounding = Vector256.Create(Rounding);
        for (var c = 0; c < count; c += Lanes)
        {
            var x = Vector256.Load(values + c);
            // Unlike a minimum, these keep a NaN.
            x = Vector256.ConditionalSelect(Vector256.GreaterThan(x, most), most, x);
            x = Vector256.ConditionalSelect(Vector256.LessThan(x, least), least, x);
            var shifted = x * Vector256.Create(1.44269504088896340736) + rounding;
            var n = shifted - rounding;
            var r = x - n * Vector256.Create(Log2High) - n * Vector256.Create(Log2Low);
            // Σ rⁱ / i!, |r| at most ½ log 2
            var p = Vector256.Create(1.0 / 6_227_020_800);
            p = p * r + Vector256.Create(1.0 / 479_001_600);
            p = p * r + Vector256.Create(1.0 / 39_916_800);
            p = p * r + Vector256.Create(1.0 / 3_628_800);
            p = p * r + Vector256.Create(1.0 / 362_880);
            p = p * r + Vector256.Create(1.0 / 40_320);
            p = p * r + Vector256.Create(1.0 / 5_040);
            p = p * r + Vector256.Create(1.0 / 720);
            p = p * r + Vector256.Create(1.0 / 120);
            p = p * r + Vector256.Create(1.0 / 24);
            p = p * r + Vector256.Create(1.0 / 6);
            p = p * r + Vector256.Create(0.5);
            p = p * r + Vector256<double>.One;
            p = p * r + Vector256<double>.One;
            (p.AsInt64() + Vector256.ShiftLeft(shifted.AsInt64(), 52)).AsDouble().Store(values + c);
        }
    }

    /// <summary>Replaces x, positive and normal, by log(x); NaN stays NaN.</summary>
    /// <param name="values">[count].</param>
    /// <param name="count">A multiple of four.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Log(double* values, int count)
    {
        var one = Vector256<double>.One;
        for (var c = 0; c < count; c += Lanes)
        {
            var x = Vector256.Load(values + c);
            var bits = x.AsInt64();
            // The exponent as the lowest bits of 2⁵² + exponent.
            var exponent = (Vector256.ShiftRightLogical(bits, 52) | Vector256.Create(0x4330000000000000)).AsDouble()
                - Vector256.Create(4503599627370496.0 + 1023);
            var m = ((bits & Vector256.Create(0x000fffffffffffff)) | Vector256.Create(0x3ff0000000000000)).AsDouble();
            var isBig = Vector256.GreaterThan(m, Vector256.Create(1.41421356237309505));
            m = Vector256.ConditionalSelect(isBig, m * 0.5, m);
            exponent += one & isBig;
            // log m = 2 Σ s²ⁱ⁺¹ / (2i + 1) with s = (m − 1) / (m + 1), at most 0.172
            var s = (m - one) / (m + one);
            var q = s * s;
            var p = Vector256.Create(1.0 / 21);
            p = p * q + Vector256.Create(1.0 / 19);
            p = p * q + Vector256.Create(1.0 / 17);
            p = p * q + Vector256.Create(1.0 / 15);
            p = p * q + Vector256.Create(1.0 / 13);
            p = p * q + Vector256.Create(1.0 / 11);
            p = p * q + Vector256.Create(1.0 / 9);
            p = p * q + Vector256.Create(1.0 / 7);
            p = p * q + Vector256.Create(1.0 / 5);
            p = p * q + Vector256.Create(1.0 / 3);
            p = p * q + one;
            var log = exponent * Vector256.Create(Log2High) + (exponent * Vector256.Create(Log2Low) + (s + s) * p);
            Vector256.ConditionalSelect(Vector256.Equals(x, x), log, x).Store(values + c);
        }
    }
}
