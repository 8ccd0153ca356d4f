using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>A count k under a negative binomial distribution with mean μ and shape r: −log p(k) = log Γ(r) + log k! − log Γ(k + r) + r log(1 + μ/r) +
/// k log(1 + r/μ). In double precision, as log Γ of thousands leaves too few digits in a float for its differences; four examples at a time on every
/// processor.</summary>
/// <param name="center">log μ is <paramref name="scale"/> times the first output plus this, softly within [−10, 15].</param>
/// <param name="scale">See above. log r is the second output, softly within [−5, 10].</param>
internal sealed unsafe class CountLoss(double center, double scale) : IUnitLoss
{
    private const int Lanes = 4;

    public int Units => 1;

    public int Planes => 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Lose<V>(in UnitRows rows) where V : struct, ISimd<V>
    {
        var x = rows;
        for (var c = 0; c < x.Columns; c += Lanes)
        {
            float* one = x.Outputs + c, two = one + x.PlaneStride;
            Vector128<float> target = Vector128.Load(x.Targets + c), mask = Vector128.Load(x.Mask + c);
            var there = Vector128.Equals(target, target) & Vector128.GreaterThan(mask, Vector128<float>.Zero);
            Vector256<double> first = Wide(Vector128.Load(one)), second = Wide(Vector128.Load(two));
            var loss = At(Wide(target & there), ref first, ref second);
            (Narrow(first * x.Scale) & there).Store(one);
            (Narrow(second * x.Scale) & there).Store(two);
            (Narrow(loss) & there).Store(x.Sums + c);
        }
    }

    /// <returns>Nats; the outputs become the derivatives by them.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> At(Vector256<double> k, ref Vector256<double> first, ref Vector256<double> second)
    {
        var one = Vector256<double>.One;
        var logMean = Within(first * scale + Vector256.Create(center), -10, 15, out var meanSlope);
        var logShape = Within(second, -5, 10, out var shapeSlope);
        var (shape, odds) = (Vector256.Exp(logShape), logMean - logShape);
        var excess = Softplus(odds, out var share); // log(1 + μ/r), μ / (r + μ)
        var above = LogGamma(k + shape, out var digammaAbove);
        var below = LogGamma(shape, out var digammaBelow);
        var byMean = shape * share - k * (one - share);
        first = byMean * meanSlope * scale;
        second = (shape * (excess + digammaBelow - digammaAbove) - byMean) * shapeSlope;
        return below + LogGamma(k + one, out _) - above + shape * excess + k * (excess - odds);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Within(Vector256<double> x, double low, double high, out Vector256<double> slope)
    {
        var below = Vector256.Create(high) - Softplus(Vector256.Create(high) - x, out var upper);
        var within = Vector256.Create(low) + Softplus(below - Vector256.Create(low), out var lower);
        slope = upper * lower;
        return within;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Softplus(Vector256<double> x, out Vector256<double> sigmoid)
    {
        var e = Vector256.Exp(-Vector256.Abs(x));
        var s = Vector256<double>.One / (Vector256<double>.One + e);
        sigmoid = Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<double>.Zero), s, e * s);
        return Vector256.Max(x, Vector256<double>.Zero) + Vector256.Log(Vector256<double>.One + e);
    }

    /// <summary>log Γ(x) and ψ(x) for x above 0 by Stirling's series (Abramowitz and Stegun 6.1.40 and 6.3.18) from 8 on, where it has twelve digits;
    /// below by that of x + 8: Γ(x) = Γ(x + 8) / (x (x + 1) … (x + 7)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> LogGamma(Vector256<double> x, out Vector256<double> digamma)
    {
        var eight = Vector256.Create(8.0);
        var isBelow = Vector256.LessThan(x, eight);
        Vector256<double> product = x, slope = Vector256<double>.One;
        for (var i = 1; i < 8; i++)
        {
            var factor = x + Vector256.Create((double)i);
            slope = slope * factor + product;
            product *= factor;
        }
        var y = Vector256.ConditionalSelect(isBelow, x + eight, x);
        var (log, inverse) = (Vector256.Log(y), Vector256<double>.One / y);
        var square = inverse * inverse;
        var value = (y - Vector256.Create(0.5)) * log - y + Vector256.Create(0.91893853320467274)
            + inverse * Series(square, 1.0 / 12, 1.0 / 360, 1.0 / 1260, 1.0 / 1680, 1.0 / 1188);
        digamma = log - inverse * 0.5 - square * Series(square, 1.0 / 12, 1.0 / 120, 1.0 / 252, 1.0 / 240, 1.0 / 132) - (slope / product & isBelow);
        return value - (Vector256.Log(product) & isBelow);
    }

    /// <summary>a − x (b − x (c − x (d − x e))).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Series(Vector256<double> x, double a, double b, double c, double d, double e)
    {
        var sum = Vector256.Create(d) - x * e;
        sum = Vector256.Create(c) - x * sum;
        sum = Vector256.Create(b) - x * sum;
        return Vector256.Create(a) - x * sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Wide(Vector128<float> x)
    {
        var (lower, upper) = Vector128.Widen(x);
        return Vector256.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Narrow(Vector256<double> x) => Vector128.Narrow(x.GetLower(), x.GetUpper());
}
