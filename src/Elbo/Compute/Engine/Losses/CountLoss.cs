using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>A count k under a negative binomial distribution with mean μ and shape r: −log p(k) = log Γ(r) + log Γ(k + 1) − log Γ(k + r) + r
/// log(1 + μ/r) + k log(1 + r/μ). In double precision, as log Γ of thousands leaves too few digits in a float for its differences; four examples
/// at a time on every processor. It goes in stages over some examples, so that each exponential and logarithm is compiled once: in one piece, the JIT
/// would call every operation.</summary>
/// <param name="center">log μ is <paramref name="scale"/> times the first output plus this, softly within [−10, 15].</param>
/// <param name="scale">See above. log r is the second output, softly within [−5, 10].</param>
internal sealed unsafe class CountLoss(double center, double scale) : IUnitLoss
{
    private const int Lanes = 4, Block = 64, Logs = 6;

    private const double LeastMean = -10, MostMean = 15, LeastShape = -5, MostShape = 10;

    public int Units => 1;

    public int Planes => 2;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Lose<V>(in UnitRows rows) where V : struct, ISimd<V>
    {
        var x = rows;
        double* counts = stackalloc double[Block], outputs = stackalloc double[2 * Block], logs = stackalloc double[Logs * Block];
        var parts = stackalloc Vector256<double>[Block / Lanes * Parts.Size];
        for (var first = 0; first < x.Columns; first += Block)
        {
            var count = Math.Min(Block, x.Columns - first);
            for (var c = 0; c < count; c += Lanes)
            {
                var target = Vector128.Load(x.Targets + first + c);
                Wide(target & There(target, x.Mask + first + c)).Store(counts + c);
                (Wide(Vector128.Load(x.Outputs + first + c)) * scale + Vector256.Create(center - MostMean)).Store(outputs + c);
                (Wide(Vector128.Load(x.Outputs + x.PlaneStride + first + c)) - Vector256.Create(MostShape)).Store(outputs + Block + c);
            }
            Doubles.Exp(outputs, count);
            Doubles.Exp(outputs + Block, count);
            for (var c = 0; c < count; c += Lanes)
                Prepare(counts + c, outputs + c, logs + c, parts + c / Lanes * Parts.Size);
            for (var i = 0; i < Logs; i++)
                Doubles.Log(logs + i * Block, count);
            for (var c = 0; c < count; c += Lanes)
            {
                var there = There(Vector128.Load(x.Targets + first + c), x.Mask + first + c);
                var loss = Finish(counts + c, logs + c, parts + c / Lanes * Parts.Size, out var byMean, out var byShape);
                (Narrow(byMean * (scale * x.Scale)) & there).Store(x.Outputs + first + c);
                (Narrow(byShape * x.Scale) & there).Store(x.Outputs + x.PlaneStride + first + c);
                (Narrow(loss) & there).Store(x.Sums + first + c);
            }
        }
    }

    /// <summary>What comes before the logarithms, whose arguments it leaves.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Prepare(double* counts, double* exponentials, double* logs, Vector256<double>* parts)
    {
        var one = Vector256<double>.One;
        var k = Vector256.Load(counts);
        var mean = Within(Vector256.Load(exponentials), LeastMean, MostMean, out var meanSlope);
        var shape = Within(Vector256.Load(exponentials + Block), LeastShape, MostShape, out var shapeSlope);
        var below = new Gamma(shape);
        var factorial = new Gamma(k + one);
        var above = new Gamma(k + shape);
        below.Argument.Store(logs);
        factorial.Argument.Store(logs + Block);
        above.Argument.Store(logs + 2 * Block);
        (above.Product / (below.Product * factorial.Product)).Store(logs + 3 * Block);
        (one + mean / shape).Store(logs + 4 * Block);
        (one + shape / mean).Store(logs + 5 * Block);
        parts[Parts.Mean] = mean;
        parts[Parts.Shape] = shape;
        parts[Parts.MeanSlope] = meanSlope;
        parts[Parts.ShapeSlope] = shapeSlope;
        parts[Parts.Below] = below.Argument;
        parts[Parts.Factorial] = factorial.Argument;
        parts[Parts.Above] = above.Argument;
        parts[Parts.Value] = below.Rest + factorial.Rest - above.Rest;
        parts[Parts.Digammas] = below.DigammaRest - above.DigammaRest;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector256<double> Finish(
        double* counts, double* logs, Vector256<double>* parts, out Vector256<double> byMean, out Vector256<double> byShape)
    {
        var (k, half) = (Vector256.Load(counts), Vector256.Create(0.5));
        Vector256<double> mean = parts[Parts.Mean], shape = parts[Parts.Shape];
        Vector256<double> below = Vector256.Load(logs), factorial = Vector256.Load(logs + Block), above = Vector256.Load(logs + 2 * Block);
        var (products, excess, rest) = (Vector256.Load(logs + 3 * Block), Vector256.Load(logs + 4 * Block), Vector256.Load(logs + 5 * Block));
        var slope = shape * (mean - k) / (mean + shape); // by log μ
        byMean = slope * parts[Parts.MeanSlope];
        byShape = (shape * (excess + below - above + parts[Parts.Digammas]) - slope) * parts[Parts.ShapeSlope];
        return (parts[Parts.Below] - half) * below + (parts[Parts.Factorial] - half) * factorial - (parts[Parts.Above] - half) * above
            + products + parts[Parts.Value] + shape * excess + k * rest;
    }

    /// <summary>exp(v) of a value within soft limits, and dv/dx, from E = exp(x − high): see <see cref="SoftRange"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Within(Vector256<double> e, double low, double high, out Vector256<double> slope)
    {
        var one = Vector256<double>.One + e;
        var part = e * Math.Exp(high - low);
        var both = one + part;
        slope = part / (one * both);
        return both / one * Math.Exp(low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> There(Vector128<float> target, float* mask) =>
        Vector128.Equals(target, target) & Vector128.GreaterThan(Vector128.Load(mask), Vector128<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Wide(Vector128<float> x)
    {
        var (lower, upper) = Vector128.Widen(x);
        return Vector256.Create(lower, upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Narrow(Vector256<double> x) => Vector128.Narrow(x.GetLower(), x.GetUpper());

    /// <summary>Numbers that are kept for four examples.</summary>
    private static class Parts
    {
        public const int Mean = 0, Shape = 1, MeanSlope = 2, ShapeSlope = 3, Below = 4, Factorial = 5, Above = 6, Value = 7, Digammas = 8, Size = 9;
    }
}
