using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>−log p of one number from one or two outputs.</summary>
internal interface IPlaneFormula
{
    /// <summary>Outputs, 1 or 2.</summary>
    static abstract int Planes { get; }

    /// <param name="target">x.</param>
    /// <param name="first">The first output; becomes the derivative by it.</param>
    /// <param name="second">The second output, if there is one; likewise.</param>
    /// <returns>Nats; NaN if an output is not finite.</returns>
    V At<V>(V target, ref V first, ref V second) where V : struct, ISimd<V>;
}

/// <summary>Units of one or two outputs.</summary>
internal sealed unsafe class PlaneLoss<F>(int units, F formula) : IUnitLoss where F : struct, IPlaneFormula
{
    public int Units => units;

    public int Planes => F.Planes;

    public void Lose<V>(in UnitRows rows) where V : struct, ISimd<V> => Lose<V>(rows, formula);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Lose<V>(UnitRows x, F formula) where V : struct, ISimd<V>
    {
        var scale = V.Create(x.Scale);
        for (var c = 0; c < x.Columns; c += V.Width)
        {
            var sum = V.Create(0f);
            for (var unit = 0; unit < x.Units; unit++)
            {
                float* one = x.Outputs + unit * x.Stride + c, two = one + x.PlaneStride;
                var target = V.Load(x.Targets + unit * x.Stride + c);
                var there = x.There(target, c);
                V first = V.Load(one), second = F.Planes == 2 ? V.Load(two) : default;
                sum += V.And(there, formula.At(V.And(there, target), ref first, ref second));
                V.Store(V.And(there, first * scale), one);
                if (F.Planes == 2)
                    V.Store(V.And(there, second * scale), two);
            }
            V.Store(sum, x.Sums + c);
        }
    }
}
