using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine.Losses;

/// <summary>One of several categories, each with a logit: −log p(t) = log Σ exp(l) − l_t, and the derivative softmax(l) − 1 at t.</summary>
/// <param name="categories">At least 1.</param>
internal sealed unsafe class CategoricalLoss(int categories) : IUnitLoss
{
    public int Units => 1;

    public int Planes => categories;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Lose<V>(in UnitRows rows) where V : struct, ISimd<V>
    {
        var x = rows;
        V scale = V.Create(x.Scale), zero = V.Create(0f);
        for (var c = 0; c < x.Columns; c += V.Width)
        {
            var target = V.Load(x.Targets + c);
            var there = x.There(target, c);
            float* logits = x.Outputs + c, end = logits + categories * x.PlaneStride;
            V most = V.Load(logits), taint = zero;
            for (var at = logits; at < end; at += x.PlaneStride)
            {
                var logit = V.Load(at);
                most = V.Max(most, logit);
                // A vector's maximum may lose a NaN.
                taint = V.MultiplyAdd(logit, zero, taint);
            }
            V sum = zero, chosen = zero, distance = target;
            for (var at = logits; at < end; at += x.PlaneStride, distance -= V.Create(1f))
            {
                var logit = V.Load(at) - most;
                var e = Elementary<V>.Exp(logit);
                chosen += V.And(Is(distance), logit);
                sum += e;
                if (!x.IsForward)
                    V.Store(e, at);
            }
            V.Store(V.And(there, Elementary<V>.Log(sum) - chosen + taint), x.Sums + c);
            if (x.IsForward)
                continue;
            var factor = V.Reciprocal(sum) * scale;
            distance = target;
            for (var at = logits; at < end; at += x.PlaneStride, distance -= V.Create(1f))
                V.Store(V.And(there, V.MultiplyAdd(V.Load(at), factor, zero - V.And(Is(distance), scale))), at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Is<V>(V distance) where V : struct, ISimd<V> => V.Greater(V.Create(0.5f), V.Abs(distance));
}
