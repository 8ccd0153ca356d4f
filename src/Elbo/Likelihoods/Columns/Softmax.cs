using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Likelihoods.Columns;

/// <summary>Draws from a categorical distribution given by logits.</summary>
internal static unsafe class Softmax
{
    /// <summary>The first category whose distribution function is above u.</summary>
    /// <param name="logits">At least one; overwritten with exponentials.</param>
    /// <param name="uniform">u, in (0, 1).</param>
    /// <param name="within">Where u is between the distribution function before the category and at it, in [0, 1]: uniform too.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Draw(Span<float> logits, float uniform, out float within)
    {
        var sum = 0f;
        fixed (float* at = logits)
            sum = VectorWidth.Lanes switch
            {
                16 => Exponentials<Simd512>(at, logits.Length),
                8 => Exponentials<Simd256>(at, logits.Length),
                _ => Exponentials<Simd128>(at, logits.Length),
            };
        var (left, last, chosen) = (uniform * sum, logits.Length - 1, 0);
        while (chosen < last && left >= logits[chosen])
            left -= logits[chosen++];
        within = logits[chosen] > 0 ? Math.Clamp(left / logits[chosen], 0, 1) : 0;
        return chosen;
    }

    /// <summary>Replaces logits by exponentials, up to a factor.</summary>
    /// <returns>Their sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Exponentials<V>(float* logits, int count) where V : struct, ISimd<V>
    {
        var (most, done) = (float.NegativeInfinity, 0);
        if (count >= V.Width)
        {
            var highest = V.Load(logits);
            for (done = V.Width; done + V.Width <= count; done += V.Width)
                highest = V.Max(highest, V.Load(logits + done));
            var lanes = stackalloc float[V.Width];
            V.Store(highest, lanes);
            for (var i = 0; i < V.Width; i++)
                most = Math.Max(most, lanes[i]);
        }
        for (; done < count; done++)
            most = Math.Max(most, logits[done]);
        done = 0;
        var sums = V.Create(0f);
        for (; done + V.Width <= count; done += V.Width)
        {
            var e = Elementary<V>.Exp(V.Load(logits + done) - V.Create(most));
            V.Store(e, logits + done);
            sums += e;
        }
        var sum = V.Sum(sums);
        for (; done < count; done++)
            sum += logits[done] = MathF.Exp(logits[done] - most);
        return sum;
    }
}
