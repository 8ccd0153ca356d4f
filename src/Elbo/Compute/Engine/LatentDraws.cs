using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>z = mu + exp(½ logvar)·eps of a batch with its rate, and the way back from dz to the gradients of mu and logvar. Threads divide the
/// latents.</summary>
/// <param name="latents">L.</param>
/// <param name="layout">The layout of what there is once an example.</param>
/// <param name="drawn">The layout of what there is once a draw.</param>
/// <param name="draws">Several draws of an example; null for one.</param>
/// <param name="mixture">The rate under a mixture; null for that under N(0, I), in closed form.</param>
/// <param name="pseudoInputs">Behind the examples, where the mixture's components are their posteriors; else null.</param>
/// <param name="team">Does the steps.</param>
internal sealed unsafe class LatentDraws<V>(
    int latents, BatchLayout<V> layout, BatchLayout<V> drawn, ImportanceDraws<V>? draws, MixtureRate<V>? mixture, PseudoInputs<V>? pseudoInputs, Team team)
    where V : struct, ISimd<V>
{
    private readonly Aligned noise = new((long)drawn.Panels * latents * drawn.Stride), mask = new((long)drawn.Panels * drawn.Stride);
    private readonly double[] rate = new double[latents];

    /// <summary>Σ rate of the last step, nats.</summary>
    public double Rate => draws?.Rate ?? mixture?.Rate ?? rate.Sum();

    private int Draws => draws?.Count ?? 1;

    /// <summary>eps, [L, columns of the panel].</summary>
    public float* Noise(int panel) => noise.Start + (nint)panel * latents * drawn.Stride;

    /// <summary>1 where a column holds a draw of an example, else 0; [columns of the panel].</summary>
    public float* Mask(int panel) => mask.Start + (nint)panel * drawn.Stride;

    public void SetNoise(int example, int draw, ReadOnlySpan<float> eps)
    {
        var (panel, column) = Math.DivRem(example * Draws + draw, drawn.Columns);
        var to = Noise(panel) + column;
        for (var i = 0; i < eps.Length; i++)
            to[(nint)i * drawn.Stride] = eps[i];
    }

    public void SetExamples(int examples)
    {
        for (var j = 0; j < drawn.Panels * drawn.Columns; j++)
            Mask(j / drawn.Columns)[j % drawn.Columns] = j < examples * Draws ? 1 : 0;
    }

    /// <summary>Limits log-variances, then draws z and computes its rate.</summary>
    public void Sample(int thread, int examples, ActivationBuffer<V> posterior, ActivationBuffer<V> code)
    {
        var (first, end) = team.Share(latents, thread);
        for (var p = 0; p < layout.PanelsOf(examples); p++)
            for (var i = latents + first; i < latents + end; i++)
                LogVariance.Limit<V>(posterior.Value(p) + (nint)i * layout.Stride, layout.ColumnsOf(p, examples));
        draws?.SpreadMoments(posterior, (first, end), examples);
        draws?.SpreadMoments(posterior, (latents + first, latents + end), examples);
        var stride = (nint)drawn.Stride;
        for (var i = first; i < end; i++)
        {
            rate[i] = 0;
            for (var p = 0; p < drawn.PanelsOf(examples * Draws); p++)
            {
                float* mu = (draws is null ? posterior.Value(p) : draws.Moments(p)) + i * stride, logVar = mu + latents * stride, eps = Noise(p) + i * stride;
                float* z = code.Value(p) + i * stride, turned = code.Transposed + (nint)p * drawn.Columns * code.TransposedStride + i;
                var columns = drawn.ColumnsOf(p, examples * Draws);
                rate[i] += Reparameterization<V>.Sample(mu, logVar, eps, Mask(p), z, columns);
                for (var c = 0; c < columns; c++)
                    turned[(nint)c * code.TransposedStride] = z[c];
            }
        }
        if (pseudoInputs is not null)
        {
            mixture!.Read(team.Share(pseudoInputs.Count, thread), posterior, PseudoInputs<V>.Start(examples));
            mixture.Prepare(team.Share(pseudoInputs.Count, thread));
        }
        team.Barrier();
        // What follows up to the next barrier reads z too, and rates are asked for later.
        mixture?.Weigh(team.Share(layout.TilesOf(examples), thread), code, posterior, Noise(0), Mask(0));
    }

    /// <summary>From dz to the gradients of mu and logvar, the rate's own included.</summary>
    public void Unsample(int thread, int examples, float scale, ActivationBuffer<V> posterior, ActivationBuffer<V> code)
    {
        var (first, end) = team.Share(latents, thread);
        if (draws is not null)
            draws.Unsample((first, end), examples, code, noise.Start, posterior);
        else
            for (var p = 0; p < layout.PanelsOf(examples); p++)
                for (var i = first; i < end; i++)
                {
                    var (mu, logVar) = ((nint)i * layout.Stride, (nint)(latents + i) * layout.Stride);
                    float* value = posterior.Value(p), gradient = posterior.Gradient(p);
                    Reparameterization<V>.Gradient(
                        value + mu, value + logVar, gradient + mu, gradient + logVar,
                        code.Gradient(p) + mu, Noise(p) + mu, Mask(p), layout.ColumnsOf(p, examples), scale,
                        mixture is null ? null : mixture.Gradient(p) + mu);
                }
        if (pseudoInputs is not null)
            mixture!.Differentiate(team.Share(pseudoInputs.Count, thread), code, examples, scale, posterior, PseudoInputs<V>.Start(examples));
        team.Barrier();
    }
}
