using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>z = mu + exp(½ logvar)·eps and the rate in closed form (Kingma and Welling 2014, eq. 10), with the gradients of both: one latent
/// dimension of one panel at a time.</summary>
internal static unsafe class Reparameterization<V> where V : struct, ISimd<V>
{
    /// <summary>Draws z.</summary>
    /// <param name="mu">[columns].</param>
    /// <param name="logVar">[columns].</param>
    /// <param name="eps">[columns].</param>
    /// <param name="mask">1 where a column holds an example, else 0; [columns].</param>
    /// <param name="z">Written; 0 where the mask is.</param>
    /// <param name="columns">A multiple of the vector's width.</param>
    /// <returns>The sum over the columns of ½ (mu² + exp(logvar) − 1 − logvar), nats.</returns>
    public static double Sample(float* mu, float* logVar, float* eps, float* mask, float* z, int columns)
    {
        var sum = V.Create(0f);
        for (var c = 0; c < columns; c += V.Width)
        {
            V m = V.Load(mu + c), v = V.Load(logVar + c), keep = V.Load(mask + c);
            var sigma = Elementary<V>.Exp(v * V.Create(0.5f));
            V.Store(V.MultiplyAdd(sigma, V.Load(eps + c), m) * keep, z + c);
            sum = V.MultiplyAdd(keep, V.MultiplyAdd(m, m, V.MultiplyAdd(sigma, sigma, V.Create(-1f) - v)), sum);
        }
        return 0.5 * V.Sum(sum);
    }

    /// <summary>From dz to the gradients of mu and logvar, the rate's own included.</summary>
    /// <param name="mu">[columns].</param>
    /// <param name="logVar">[columns].</param>
    /// <param name="dMu">Written.</param>
    /// <param name="dLogVar">Written.</param>
    /// <param name="dz">The distortion's gradient by z, [columns].</param>
    /// <param name="eps">[columns].</param>
    /// <param name="mask">As above.</param>
    /// <param name="columns">A multiple of the vector's width.</param>
    /// <param name="scale">Factor of the rate in the loss.</param>
    /// <param name="prior">The derivative of −log p(z) by z for a rate at the drawn z, whose log q(z given x) is −½ logvar as far as it varies; null for
    /// the rate in closed form.</param>
    public static void Gradient(
        float* mu, float* logVar, float* dMu, float* dLogVar, float* dz, float* eps, float* mask, int columns, float scale, float* prior)
    {
        var (weight, half) = (V.Create(scale), V.Create(0.5f));
        for (var c = 0; c < columns; c += V.Width)
        {
            V d = V.Load(dz + c), keep = V.Load(mask + c);
            var v = V.Load(logVar + c);
            var sigma = Elementary<V>.Exp(v * half);
            V atMu, atLogVar;
            if (prior == null)
            {
                atMu = V.MultiplyAdd(weight, V.Load(mu + c), d);
                atLogVar = half * V.MultiplyAdd(d * V.Load(eps + c), sigma, weight * V.MultiplyAdd(sigma, sigma, V.Create(-1f)));
            }
            else
            {
                atMu = V.MultiplyAdd(weight, V.Load(prior + c), d);
                atLogVar = half * V.MultiplyAdd(atMu * V.Load(eps + c), sigma, V.Create(-scale));
            }
            V.Store(atMu * keep, dMu + c);
            // A log-variance at its limit no longer follows the head's output.
            V.Store(V.And(V.Greater(V.Create(LogVariance.Most), V.Abs(v)), atLogVar * keep), dLogVar + c);
        }
    }
}
