using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>The rate under a prior that is a mixture of K Gaussians: log q(z given x) − log p(z) at the drawn z, with its gradients by z and by the
/// Gaussians' parameters, which are learned themselves or posteriors of pseudo-inputs. Threads divide examples, then components; sums are added in
/// the order of examples.</summary>
internal sealed unsafe class MixtureRate<V> where V : struct, ISimd<V>
{
    private const float LogTwoPi = 1.83787707f;

    private readonly int components, latents;
    private readonly BatchLayout<V> layout;
    private readonly Parameters means, logVars, logits;
    private readonly float[] precisions, offsets, weights;
    private readonly Aligned shares, gradient;
    private readonly double[] rates;

    /// <param name="components">K.</param>
    /// <param name="latents">L.</param>
    /// <param name="layout">Of the batch.</param>
    public MixtureRate(int components, int latents, BatchLayout<V> layout)
    {
        (this.components, this.latents, this.layout) = (components, latents, layout);
        (means, logVars, logits) = (new(components * latents), new(components * latents), new(components));
        (precisions, offsets, weights) = (new float[components * latents], new float[components], new float[components]);
        var columns = (long)layout.Panels * layout.Stride;
        (shares, gradient) = (new(columns * components), new(columns * latents));
        rates = new double[layout.Panels * layout.TilesOfPanel];
    }

    /// <summary>Σ rate of the last step, nats.</summary>
    public double Rate => rates.Sum();

    /// <summary>Floats of a kept gradient: of means, log-variances and logits, [K, L], [K, L] and [K]; whole cache lines.</summary>
    public int GradientLength => Aligned.Up(checked(components * (2 * latents + 1)), 16);

    /// <summary>The derivative of −log p(z) by z, [L, columns of the panel].</summary>
    public float* Gradient(int panel) => gradient.Start + (nint)panel * latents * layout.Stride;

    /// <summary>Says that the number of examples has changed.</summary>
    public void Reset() => Array.Clear(rates);

    /// <summary>Copies means, log-variances and logits with their moments in or out, from the three plain layers on.</summary>
    public void Exchange(IReadOnlyList<PlainLayer> plain, int first, bool load)
    {
        means.Exchange(plain[first], load);
        logVars.Exchange(plain[first + 1], load);
        logits.Exchange(plain[first + 2], load);
    }

    /// <summary>What some components are with the weights of this step; on every thread before rates are asked for.</summary>
    public void Prepare((int First, int End) part)
    {
        double most = logits.Values.Max(), sum = 0;
        foreach (var logit in logits.Values)
            sum += Math.Exp(logit - most);
        for (var k = part.First; k < part.End; k++)
        {
            var logWeight = logits.Values[k] - most - Math.Log(sum);
            var offset = logWeight;
            for (var i = k * latents; i < (k + 1) * latents; i++)
            {
                var logVar = Math.Clamp(logVars.Values[i], -LogVariance.Most, LogVariance.Most);
                precisions[i] = (float)Math.Exp(-logVar);
                offset -= 0.5 * (logVar + LogTwoPi);
            }
            (offsets[k], weights[k]) = ((float)offset, (float)Math.Exp(logWeight));
        }
    }

    /// <summary>Rates of a thread's tiles.</summary>
    /// <param name="tiles">Its share.</param>
    /// <param name="z">The draws.</param>
    /// <param name="posterior">Has logvar below mu.</param>
    /// <param name="noise">The first panel's eps, [L, columns].</param>
    /// <param name="mask">1 where a column holds an example, else 0.</param>
    public void Weigh((int First, int End) tiles, ActivationBuffer<V> z, ActivationBuffer<V> posterior, float* noise, float* mask)
    {
        for (var tile = tiles.First; tile < tiles.End; tile++)
        {
            var (panel, column) = layout.PlaceOf(tile);
            rates[tile] = 0;
            for (var c = column; c < column + Kernel<V>.TileColumns; c += V.Width)
                rates[tile] += Weigh(
                    z.Value(panel) + c,
                    posterior.Value(panel) + (nint)latents * layout.Stride + c,
                    noise + (nint)panel * latents * layout.Stride + c,
                    V.Load(mask + (nint)panel * layout.Stride + c),
                    Share(panel, 0) + c,
                    Gradient(panel) + c);
        }
    }

    /// <summary>Updates some components, or keeps their gradients.</summary>
    /// <param name="part">The components.</param>
    /// <param name="z">The draws.</param>
    /// <param name="examples">Their number.</param>
    /// <param name="scale">Factor of the rate in the loss.</param>
    /// <param name="adam">Adam's numbers of this step.</param>
    /// <param name="kept">Where the gradient is kept; null where Adam gets it at once.</param>
    public void Learn((int First, int End) part, ActivationBuffer<V> z, int examples, float scale, AdamStep adam, float* kept)
    {
        var count = components * latents;
        for (var k = part.First; k < part.End; k++)
        {
            var share = 0.0;
            for (var i = 0; i < latents; i++)
            {
                (share, var mean, var logVar) = Slopes(k, i, z, examples, scale);
                Take(means, k * latents + i, mean, 0);
                Take(logVars, k * latents + i, logVar, count);
            }
            Take(logits, k, scale * (weights[k] * (double)examples - share), 2 * count);
        }

        void Take(Parameters to, int at, double value, int offset)
        {
            if (kept == null)
                to.Update(at, (float)value, adam);
            else
                kept[offset + at] = (float)value;
        }
    }

    /// <summary>Takes over some components from columns of posteriors; before <see cref="Prepare"/>.</summary>
    /// <param name="part">The components.</param>
    /// <param name="posterior">Has logvar, not yet limited, below mu.</param>
    /// <param name="start">The first component's column.</param>
    public void Read((int First, int End) part, ActivationBuffer<V> posterior, int start)
    {
        for (var k = part.First; k < part.End; k++)
        {
            var (panel, column) = Math.DivRem(start + k, layout.Columns);
            for (var i = 0; i < latents; i++)
            {
                means.Values[k * latents + i] = posterior.Value(panel)[(nint)i * layout.Stride + column];
                logVars.Values[k * latents + i] = posterior.Value(panel)[(nint)(latents + i) * layout.Stride + column];
            }
        }
    }

    /// <summary>The gradient by the posteriors that <see cref="Read"/> took over; 0 beyond the last.</summary>
    public void Differentiate((int First, int End) part, ActivationBuffer<V> z, int examples, float scale, ActivationBuffer<V> posterior, int start)
    {
        var end = part.End < components ? part.End : Aligned.Up(components, Kernel<V>.TileColumns);
        for (var k = part.First; k < end; k++)
        {
            var (panel, column) = Math.DivRem(start + k, layout.Columns);
            for (var i = 0; i < latents; i++)
            {
                var (_, mean, logVar) = k < components ? Slopes(k, i, z, examples, scale) : default;
                posterior.Gradient(panel)[(nint)i * layout.Stride + column] = (float)mean;
                posterior.Gradient(panel)[(nint)(latents + i) * layout.Stride + column] = (float)logVar;
            }
        }
    }

    /// <summary>Gives kept gradients of some components to Adam.</summary>
    public void Update((int First, int End) part, float* kept, AdamStep adam)
    {
        var count = components * latents;
        for (var at = part.First * latents; at < part.End * latents; at++)
        {
            means.Update(at, kept[at], adam);
            logVars.Update(at, kept[count + at], adam);
        }
        for (var k = part.First; k < part.End; k++)
            logits.Update(k, kept[2 * count + k], adam);
    }

    /// <summary>Σ over the examples of log q(z given x) − log p(z); leaves each component's share of p(z) and the gradient by z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Weigh(float* z, float* logVar, float* eps, V mask, float* shares, float* gradient)
    {
        var stride = (nint)layout.Stride;
        V half = V.Create(0.5f), zero = V.Create(0f), most = V.Create(float.MinValue);
        for (var k = 0; k < components; k++)
        {
            var log = V.Create(offsets[k]);
            for (var i = 0; i < latents; i++)
            {
                var distance = V.Load(z + i * stride) - V.Create(means.Values[k * latents + i]);
                log = V.MultiplyAdd(V.Create(-0.5f * precisions[k * latents + i]) * distance, distance, log);
            }
            most = V.Max(most, log);
            V.Store(log, shares + k * stride);
        }
        var sum = zero;
        for (var k = 0; k < components; k++)
        {
            var e = Elementary<V>.Exp(V.Load(shares + k * stride) - most);
            sum += e;
            V.Store(e, shares + k * stride);
        }
        var factor = V.Reciprocal(sum) * mask;
        for (var k = 0; k < components; k++)
            V.Store(V.Load(shares + k * stride) * factor, shares + k * stride);

        var rate = zero - most - Elementary<V>.Log(sum);
        for (var i = 0; i < latents; i++)
        {
            V draw = V.Load(z + i * stride), noise = V.Load(eps + i * stride), slope = zero;
            for (var k = 0; k < components; k++)
            {
                var at = k * latents + i;
                slope = V.MultiplyAdd(V.Load(shares + k * stride) * V.Create(precisions[at]), draw - V.Create(means.Values[at]), slope);
            }
            V.Store(slope, gradient + i * stride);
            // A vector's maximum may lose a NaN of z.
            rate = V.MultiplyAdd(draw, zero, rate - half * V.MultiplyAdd(noise, noise, V.Load(logVar + i * stride) + V.Create(LogTwoPi)));
        }
        return V.Sum(rate * mask);
    }

    /// <summary>A component's shares of all examples, and the loss's slopes by its mean and log-variance in one latent.</summary>
    private (double Share, double Mean, double LogVar) Slopes(int component, int latent, ActivationBuffer<V> z, int examples, float scale)
    {
        var at = component * latents + latent;
        var (share, first, second) = Moments(component, latent, z, examples);
        var precision = precisions[at];
        var isFree = Math.Abs(logVars.Values[at]) <= LogVariance.Most;
        return (share, -scale * precision * first, isFree ? scale * 0.5 * (share - precision * second) : 0);
    }

    /// <summary>Σ r, Σ r (z − m) and Σ r (z − m)² over the examples, for a component and a latent.</summary>
    private (double Share, double First, double Second) Moments(int component, int latent, ActivationBuffer<V> z, int examples)
    {
        var mean = V.Create(means.Values[component * latents + latent]);
        double share = 0, first = 0, second = 0;
        for (var panel = 0; panel < layout.PanelsOf(examples); panel++)
        {
            float* draw = z.Value(panel) + (nint)latent * layout.Stride, part = Share(panel, component);
            V s = V.Create(0f), f = s, q = s;
            for (var c = 0; c < layout.ColumnsOf(panel, examples); c += V.Width)
            {
                V r = V.Load(part + c), distance = V.Load(draw + c) - mean;
                s += r;
                f = V.MultiplyAdd(r, distance, f);
                q = V.MultiplyAdd(r * distance, distance, q);
            }
            (share, first, second) = (share + V.Sum(s), first + V.Sum(f), second + V.Sum(q));
        }
        return (share, first, second);
    }

    /// <summary>A component's share of each example's p(z), [columns of the panel]; 0 where there is no example.</summary>
    private float* Share(int panel, int component) => shares.Start + ((nint)panel * components + component) * layout.Stride;

    /// <summary>Numbers that are learned, with Adam's moments.</summary>
    private sealed class Parameters(int count)
    {
        private readonly float[] first = new float[count], second = new float[count];

        public float[] Values { get; } = new float[count];

        public void Update(int at, float gradient, AdamStep adam) => adam.Update(ref Values[at], ref first[at], ref second[at], gradient);

        public void Exchange(PlainLayer plain, bool load)
        {
            Move(plain.Weight, Values, load);
            if (plain.HasMoments)
            {
                Move(plain.WeightFirst, first, load);
                Move(plain.WeightSecond, second, load);
            }
        }

        private static void Move(float[] plain, float[] own, bool load)
        {
            var (from, to) = load ? (plain, own) : (own, plain);
            from.CopyTo(to, 0);
        }
    }
}
