using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Convolutions;

/// <summary>The pointwise function after a group norm.</summary>
internal enum NormEnd
{
    /// <summary>u.</summary>
    None,

    /// <summary>max(0, u).</summary>
    Relu,

    /// <summary>u·sigmoid(u).</summary>
    Silu,
}

/// <summary>
/// y = f(u), u = γ·(x − mean)/√(variance + ε) + β with mean and variance of each group of channels of one example (Wu and He, "Group
/// Normalization", 2018), and its gradient. Maps are [B, pixels, channels]. A unit of the loop is an example: all of its passes find it in the cache.
/// </summary>
internal sealed unsafe class GroupNormPass(int images, int pixels, int channels, int groups, NormEnd end) : IVectorLoop
{
    private const float Epsilon = 1e-5f;

    private bool isBackward;

    /// <summary>The maps, γ and β by channel.</summary>
    public float* X, Gamma, Beta;

    /// <summary>Mean and 1/√(variance + ε) of each channel's group, [B, 2, channels]; written forward, read backward.</summary>
    public float* Moments;

    /// <summary>The result; not read backward.</summary>
    public float* Y;

    /// <summary>The result's gradient and that of the maps.</summary>
    public float* DY, DX;

    /// <summary>The gradients of γ and β by example, [B, 2, channels].</summary>
    public float* DParameters;

    public void Forward()
    {
        isBackward = false;
        VectorLoop.Run(this, images, least: 1);
    }

    public void Backward()
    {
        isBackward = true;
        VectorLoop.Run(this, images, least: 1);
    }

    public void Run<V>(int first, int last) where V : struct, ISimd<V>
    {
        for (var image = first; image < last; image++)
            if (isBackward)
                Backward<V>(image);
            else
                Forward<V>(image);
    }

    private void Forward<V>(int image) where V : struct, ISimd<V>
    {
        var map = (nint)image * pixels * channels;
        float* mean = Moments + (nint)image * 2 * channels, scale = mean + channels;
        for (var c = 0; c < channels; c += V.Width)
            Sums<V>(X + map + c, null, mean + c);
        Pool(mean, 0);
        for (var c = 0; c < channels; c += V.Width)
            Sums<V>(X + map + c, mean + c, scale + c);
        Pool(scale, Epsilon);
        for (var c = 0; c < channels; c++)
            scale[c] = 1 / MathF.Sqrt(scale[c]);
        for (var c = 0; c < channels; c += V.Width)
            switch (end)
            {
                case NormEnd.Silu: Apply<V, SiluOf<V>>(X + map + c, Y + map + c, mean + c, scale + c, Gamma + c, Beta + c); break;
                case NormEnd.Relu: Apply<V, ReluOf<V>>(X + map + c, Y + map + c, mean + c, scale + c, Gamma + c, Beta + c); break;
                default: Apply<V, IdentityOf<V>>(X + map + c, Y + map + c, mean + c, scale + c, Gamma + c, Beta + c); break;
            }
    }

    /// <summary>The mean over the channels of each group and their pixels, for each of them.</summary>
    private void Pool(float* sums, float added)
    {
        var width = channels / groups;
        for (var group = 0; group < groups; group++, sums += width)
        {
            var sum = 0f;
            for (var c = 0; c < width; c++)
                sum += sums[c];
            new Span<float>(sums, width).Fill(sum / ((float)width * pixels) + added);
        }
    }

    /// <summary>Σ x of each channel, or Σ (x − mean)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sums<V>(float* x, float* mean, float* sum) where V : struct, ISimd<V>
    {
        V a = V.Create(0f), b = a, center = mean == null ? a : V.Load(mean);
        var p = 0;
        for (; p + 2 <= pixels; p += 2, x += 2 * channels)
        {
            V first = V.Load(x) - center, second = V.Load(x + channels) - center;
            (a, b) = mean == null ? (a + first, b + second) : (V.MultiplyAdd(first, first, a), V.MultiplyAdd(second, second, b));
        }
        if (p < pixels)
        {
            var first = V.Load(x) - center;
            a = mean == null ? a + first : V.MultiplyAdd(first, first, a);
        }
        V.Store(a + b, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply<V, F>(float* x, float* y, float* mean, float* scale, float* gamma, float* beta)
        where V : struct, ISimd<V> where F : struct, IPointwise<V>
    {
        var a = V.Load(scale) * V.Load(gamma);
        var b = V.Load(beta) - V.Load(mean) * a;
        for (var p = 0; p < pixels; p++, x += channels, y += channels)
            V.Store(F.Value(V.MultiplyAdd(V.Load(x), a, b)), y);
    }

    [SkipLocalsInit]
    private void Backward<V>(int image) where V : struct, ISimd<V>
    {
        var map = (nint)image * pixels * channels;
        float* mean = Moments + (nint)image * 2 * channels, scale = mean + channels;
        float* dGamma = DParameters + (nint)image * 2 * channels, dBeta = dGamma + channels;
        for (var c = 0; c < channels; c += V.Width)
        {
            var at = map + c;
            switch (end)
            {
                case NormEnd.Silu: Slopes<V, SiluOf<V>>(X + at, DY + at, DX + at, mean + c, scale + c, Gamma + c, Beta + c, dGamma + c, dBeta + c); break;
                case NormEnd.Relu: Slopes<V, ReluOf<V>>(X + at, DY + at, DX + at, mean + c, scale + c, Gamma + c, Beta + c, dGamma + c, dBeta + c); break;
                default: Slopes<V, IdentityOf<V>>(X + at, DY + at, DX + at, mean + c, scale + c, Gamma + c, Beta + c, dGamma + c, dBeta + c); break;
            }
        }
        // Σ γ·du and Σ γ·du·x̂ of a group, over its number of values.
        var (width, start) = (channels / groups, 0);
        float* shift = stackalloc float[V.Width], tilt = stackalloc float[V.Width];
        for (var c = 0; c < channels; c += V.Width)
        {
            for (var i = 0; i < V.Width; i++)
            {
                start = (c + i) / width * width;
                float sum = 0, product = 0;
                for (var k = start; k < start + width; k++)
                {
                    sum += Gamma[k] * dBeta[k];
                    product += Gamma[k] * dGamma[k];
                }
                shift[i] = sum / ((float)width * pixels);
                tilt[i] = product / ((float)width * pixels);
            }
            Center<V>(X + map + c, DX + map + c, V.Load(mean + c), V.Load(scale + c), V.Load(Gamma + c), V.Load(shift), V.Load(tilt));
        }
    }

    /// <summary>du = dy·f′(u), stored, and its sums by channel: Σ du·x̂ and Σ du.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Slopes<V, F>(float* x, float* dy, float* du, float* mean, float* scale, float* gamma, float* beta, float* dGamma, float* dBeta)
        where V : struct, ISimd<V> where F : struct, IPointwise<V>
    {
        var a = V.Load(scale) * V.Load(gamma);
        var b = V.Load(beta) - V.Load(mean) * a;
        V center = V.Load(mean), sum = V.Create(0f), product = sum;
        for (var p = 0; p < pixels; p++, x += channels, dy += channels, du += channels)
        {
            var value = V.Load(x);
            var d = V.Load(dy) * F.Slope(V.MultiplyAdd(value, a, b));
            sum += d;
            product = V.MultiplyAdd(d, value - center, product);
            V.Store(d, du);
        }
        V.Store(product * V.Load(scale), dGamma);
        V.Store(sum, dBeta);
    }

    /// <summary>dx = (γ·du − mean(γ·du) − x̂·mean(γ·du·x̂)) / √(variance + ε).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Center<V>(float* x, float* d, V mean, V scale, V gamma, V shift, V tilt) where V : struct, ISimd<V>
    {
        var factor = gamma * scale;
        var slope = V.Create(0f) - tilt * scale * scale;
        var constant = V.Create(0f) - shift * scale - mean * slope;
        for (var p = 0; p < pixels; p++, x += channels, d += channels)
            V.Store(V.MultiplyAdd(V.Load(d), factor, V.MultiplyAdd(V.Load(x), slope, constant)), d);
    }

    private interface IPointwise<V>
    {
        static abstract V Value(V u);

        static abstract V Slope(V u);
    }

    private readonly struct IdentityOf<V> : IPointwise<V> where V : struct, ISimd<V>
    {
        public static V Value(V u) => u;

        public static V Slope(V u) => V.Create(1f);
    }

    private readonly struct ReluOf<V> : IPointwise<V> where V : struct, ISimd<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value(V u) => V.Max(u, V.Create(0f));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope(V u) => V.And(V.Greater(u, V.Create(0f)), V.Create(1f));
    }

    private readonly struct SiluOf<V> : IPointwise<V> where V : struct, ISimd<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value(V u) => u * Elementary<V>.Sigmoid(u);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope(V u)
        {
            var s = Elementary<V>.Sigmoid(u);
            return V.MultiplyAdd(u * s, V.Create(1f) - s, s);
        }
    }
}
