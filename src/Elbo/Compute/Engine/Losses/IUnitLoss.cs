using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>−log p of units of x, and its gradient. A unit is what several outputs describe together: a pixel with its planes, or a column of a
/// table. Units of one loss have equal formulas; output p of unit u is row p·<see cref="Units"/> + u of the loss's outputs.</summary>
internal interface IUnitLoss
{
    int Units { get; }

    /// <summary>Outputs of a unit, P.</summary>
    int Planes { get; }

    /// <summary>Replaces outputs by gradients. An example depends on no other.</summary>
    void Lose<V>(in UnitRows rows) where V : struct, ISimd<V>;
}

/// <summary>Some units of a loss, for some examples.</summary>
internal unsafe struct UnitRows
{
    /// <summary>The first plane, [units, columns]; receives its gradient.</summary>
    public float* Outputs;

    /// <summary>Floats from one plane to the next.</summary>
    public nint PlaneStride;

    /// <summary>x, [units, columns]; NaN where missing.</summary>
    public float* Targets;

    /// <summary>Floats from one row to the next.</summary>
    public nint Stride;

    public int Units;

    /// <summary>Examples, a multiple of the vector's width.</summary>
    public int Columns;

    /// <summary>[columns]: 1 for an example, 0 for padding.</summary>
    public float* Mask;

    /// <summary>Factor of the gradient.</summary>
    public float Scale;

    /// <summary>The standard deviation of the batch's errors, where the loss needs it.</summary>
    public float Sigma;

    /// <summary>Receives −log p of the units together, nats; [columns].</summary>
    public float* Sums;

    /// <summary>True if nobody reads gradients: a loss may leave them out.</summary>
    public bool IsForward;

    /// <summary>All bits set where a column holds an example that has the target.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly V There<V>(V target, int column) where V : struct, ISimd<V> =>
        V.And(V.Greater(target, V.Create(float.NegativeInfinity)), V.Greater(V.Load(Mask + column), V.Create(0f)));
}
