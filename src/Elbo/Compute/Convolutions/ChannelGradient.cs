using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Convolutions;

/// <summary>
/// From the gradient of maps [B, pixels, channels] to that of a convolution's bias, and, where the maps were rectified, to that of the sums before it.
/// Blocks of images are added in their order, so that nothing depends on the number of threads.
/// </summary>
/// <param name="images">B.</param>
/// <param name="pixels">Pixels of a map.</param>
/// <param name="channels">Channels.</param>
/// <param name="y">The rectified maps, which are positive where the gradient passes; null if they were not rectified.</param>
/// <param name="dy">Their gradient.</param>
/// <param name="to">The gradient of the sums; not used if the maps were not rectified.</param>
internal sealed unsafe class ChannelGradient(int images, int pixels, int channels, float* y, float* dy, float* to) : IVectorLoop
{
    private const int Block = 8;

    private readonly float[] sums = new float[(images + Block - 1) / Block * channels];

    /// <summary>Leaves the bias's gradient at <paramref name="bias"/>.</summary>
    public void Run(float* bias)
    {
        var blocks = (images + Block - 1) / Block;
        VectorLoop.Run(this, blocks, least: 1);
        for (var c = 0; c < channels; c++)
        {
            var sum = 0f;
            for (var block = 0; block < blocks; block++)
                sum += sums[block * channels + c];
            bias[c] = sum;
        }
    }

    public void Run<V>(int first, int end) where V : struct, ISimd<V>
    {
        for (var block = first; block < end; block++)
            for (var c = 0; c < channels; c += 4 * V.Width)
            {
                var (at, count) = ((nint)block * Block * pixels * channels + c, Math.Min(Block, images - block * Block) * pixels);
                fixed (float* sum = &sums[block * channels + c])
                    if (channels - c >= 4 * V.Width)
                        Wide<V>(at, count, sum);
                    else
                        for (var rest = c; rest < channels; rest += V.Width)
                            Narrow<V>(at + rest - c, count, Math.Min(V.Width, channels - rest), sum + rest - c);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Wide<V>(nint at, int count, float* sum) where V : struct, ISimd<V>
    {
        V zero = V.Create(0f), a = zero, b = zero, c = zero, d = zero;
        for (; count > 0; count--, at += channels)
        {
            a += One<V>(at);
            b += One<V>(at + V.Width);
            c += One<V>(at + 2 * V.Width);
            d += One<V>(at + 3 * V.Width);
        }
        V.Store(a, sum);
        V.Store(b, sum + V.Width);
        V.Store(c, sum + 2 * V.Width);
        V.Store(d, sum + 3 * V.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V One<V>(nint at) where V : struct, ISimd<V>
    {
        var g = V.Load(dy + at);
        if (y == null)
            return g;
        g = V.And(V.Greater(V.Load(y + at), V.Create(0f)), g);
        V.Store(g, to + at);
        return g;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Narrow<V>(nint at, int count, int valid, float* sum) where V : struct, ISimd<V>
    {
        var total = V.Create(0f);
        for (; count > 0; count--, at += channels)
        {
            if (valid == V.Width)
            {
                total += One<V>(at);
                continue;
            }
            var g = Partial<V>.Load(dy + at, valid);
            if (y != null)
            {
                g = V.And(V.Greater(Partial<V>.Load(y + at, valid), V.Create(0f)), g);
                Partial<V>.Store(g, to + at, valid);
            }
            total += g;
        }
        Partial<V>.Store(total, sum, valid);
    }
}
