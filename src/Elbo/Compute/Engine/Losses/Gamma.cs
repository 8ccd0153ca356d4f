using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Elbo.Compute.Engine.Losses;

/// <summary>log Γ(x) and ψ(x) for x above 0, apart from their logarithms: log Γ(x) = (y − ½) log y + <see cref="Rest"/> − log <see cref="Product"/> and
/// ψ(x) = log y + <see cref="DigammaRest"/>, where y is x from 8 on, and x + 8 below. By Stirling's series (Abramowitz and Stegun 6.1.40 and 6.3.18), which
/// has twelve digits from 8 on, and Γ(x) = Γ(x + 8) / (x (x + 1) … (x + 7)).</summary>
internal readonly struct Gamma
{
    private const double HalfLogTwoPi = 0.91893853320467274;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Gamma(Vector256<double> x)
    {
        var (one, eight) = (Vector256<double>.One, Vector256.Create(8.0));
        var isBelow = Vector256.LessThan(x, eight);
        Vector256<double> product = x, slope = one;
        for (var i = 1; i < 8; i++)
        {
            var factor = x + Vector256.Create((double)i);
            slope = slope * factor + product;
            product *= factor;
        }
        Argument = Vector256.ConditionalSelect(isBelow, x + eight, x);
        Product = Vector256.ConditionalSelect(isBelow, product, one);
        var inverse = one / Argument;
        var square = inverse * inverse;
        Rest = Vector256.Create(HalfLogTwoPi) - Argument + inverse * Series(square, 1.0 / 12, 1.0 / 360, 1.0 / 1260, 1.0 / 1680, 1.0 / 1188);
        DigammaRest = Vector256.Create(-0.5) * inverse - square * Series(square, 1.0 / 12, 1.0 / 120, 1.0 / 252, 1.0 / 240, 1.0 / 132)
            - (slope / product & isBelow);
    }

    /// <summary>y.</summary>
    public Vector256<double> Argument { get; }

    /// <summary>x (x + 1) … (x + 7) for x below 8, else 1.</summary>
    public Vector256<double> Product { get; }

    public Vector256<double> Rest { get; }

    public Vector256<double> DigammaRest { get; }

    /// <summary>a − x (b − x (c − x (d − x e))).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Series(Vector256<double> x, double a, double b, double c, double d, double e)
    {
        var sum = Vector256.Create(d) - x * e;
        sum = Vector256.Create(c) - x * sum;
        sum = Vector256.Create(b) - x * sum;
        return Vector256.Create(a) - x * sum;
    }
}
