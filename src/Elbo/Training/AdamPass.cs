using System.Runtime.CompilerServices;
using Elbo.Compute.Engine;
using Elbo.Compute.Simd;

namespace Elbo.Training;

/// <summary>Addresses of one weight tensor, its gradient and its moments.</summary>
internal unsafe struct AdamMemory
{
    public float* Weight, First, Second;

    /// <summary>float32, or bfloat16 where <see cref="IsHalf"/>.</summary>
    public void* Gradient;

    public bool IsHalf;

    /// <summary>The bfloat16 copy of the weight that products read, or null.</summary>
    public ushort* Copy;
}

/// <summary>Adam's update of every weight on the CPU as a single pass: four streams are read and three written once (four where a bfloat16 copy is
/// refreshed), and no temporary tensor is made. The units of the loop are slices, so that all weights share one pass over the threads.</summary>
internal sealed unsafe class AdamPass : IVectorLoop
{
    private const int SliceLength = 4096;
    private readonly (int Weight, int First, int Count)[] slices;
    private readonly AdamMemory[] memory;
    private readonly bool[] isBad;
    private readonly double[] squares;
    private Phase phase;
    private AdamStep step;

    public AdamPass(IReadOnlyList<int> lengths)
    {
        memory = new AdamMemory[lengths.Count];
        slices = [.. lengths.SelectMany((length, weight) => Enumerable.Range(0, (length + SliceLength - 1) / SliceLength)
            .Select(i => (weight, i * SliceLength, Math.Min(SliceLength, length - i * SliceLength))))];
        isBad = new bool[slices.Length];
        squares = new double[slices.Length];
    }

    private enum Phase
    {
        Check,
        Measure,
        Update,
    }

    /// <summary>Filled in before <see cref="GradientsAreFinite"/> and <see cref="Update"/>; a null gradient leaves its weight out.</summary>
    public Span<AdamMemory> Memory => memory;

    /// <summary>False if any gradient has a value that is not finite.</summary>
    public bool GradientsAreFinite()
    {
        phase = Phase.Check;
        VectorLoop.Run(this, slices.Length, least: 4);
        return !isBad.AsSpan().Contains(true);
    }

    /// <summary>The Euclidean norm of all gradients together; the slices' sums are added in their order.</summary>
    public double GradientNorm()
    {
        phase = Phase.Measure;
        VectorLoop.Run(this, slices.Length, least: 4);
        return Math.Sqrt(squares.Sum());
    }

    public void Update(AdamStep step)
    {
        (this.step, phase) = (step, Phase.Update);
        VectorLoop.Run(this, slices.Length, least: 4);
    }

    public void Run<V>(int first, int end) where V : struct, ISimd<V>
    {
        for (var s = first; s < end; s++)
        {
            var (weight, start, count) = slices[s];
            if (memory[weight].Gradient == null)
                (isBad[s], squares[s]) = (false, 0);
            else if (phase == Phase.Check)
                isBad[s] = !IsFinite<V>(memory[weight], start, start + count);
            else if (phase == Phase.Measure)
                squares[s] = SumOfSquares<V>(memory[weight], start, start + count);
            else
                Update<V>(memory[weight], start, start + count);
        }
    }

    /// <summary>A number times 0 is 0, unless it is infinite or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsFinite<V>(AdamMemory at, int start, int end) where V : struct, ISimd<V>
    {
        var zero = V.Create(0f);
        V a = zero, b = zero, c = zero, d = zero;
        var i = start;
        for (; i + 4 * V.Width <= end; i += 4 * V.Width)
        {
            a = V.MultiplyAdd(Gradient<V>(at, i), zero, a);
            b = V.MultiplyAdd(Gradient<V>(at, i + V.Width), zero, b);
            c = V.MultiplyAdd(Gradient<V>(at, i + 2 * V.Width), zero, c);
            d = V.MultiplyAdd(Gradient<V>(at, i + 3 * V.Width), zero, d);
        }
        for (; i < end; i += V.Width)
            a = V.MultiplyAdd(i + V.Width <= end ? Gradient<V>(at, i) : GradientEnd<V>(at, i, end - i), zero, a);
        return V.Sum(a + b + c + d) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfSquares<V>(AdamMemory at, int start, int end) where V : struct, ISimd<V>
    {
        var sum = V.Create(0f);
        for (var i = start; i < end; i += V.Width)
        {
            var gradient = i + V.Width <= end ? Gradient<V>(at, i) : GradientEnd<V>(at, i, end - i);
            sum = V.MultiplyAdd(gradient, gradient, sum);
        }
        return V.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Update<V>(AdamMemory at, int start, int end) where V : struct, ISimd<V>
    {
        var i = start;
        for (; i + V.Width <= end; i += V.Width)
        {
            step.Update(Gradient<V>(at, i), at.Weight + i, at.First + i, at.Second + i);
            if (at.Copy != null)
                V.StoreBFloat16(V.Load(at.Weight + i), at.Copy + i);
        }
        if (i < end)
            UpdateEnd<V>(at, i, end - i);
    }

    /// <summary>The last weights, fewer than a vector.</summary>
    private void UpdateEnd<V>(AdamMemory at, int i, int count) where V : struct, ISimd<V>
    {
        var ends = stackalloc float[3 * V.Width];
        float* w = ends, m = ends + V.Width, v = ends + 2 * V.Width;
        V.Store(Partial<V>.Load(at.Weight + i, count), w);
        V.Store(Partial<V>.Load(at.First + i, count), m);
        V.Store(Partial<V>.Load(at.Second + i, count), v);
        step.Update(GradientEnd<V>(at, i, count), w, m, v);
        Partial<V>.Store(V.Load(w), at.Weight + i, count);
        Partial<V>.Store(V.Load(m), at.First + i, count);
        Partial<V>.Store(V.Load(v), at.Second + i, count);
        if (at.Copy != null)
            Partial<V>.StoreBFloat16(V.Load(w), at.Copy + i, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Gradient<V>(AdamMemory at, int i) where V : struct, ISimd<V> =>
        !at.IsHalf ? V.Load((float*)at.Gradient + i) : V.LoadBFloat16((ushort*)at.Gradient + i);

    private static V GradientEnd<V>(AdamMemory at, int i, int count) where V : struct, ISimd<V> =>
        !at.IsHalf ? Partial<V>.Load((float*)at.Gradient + i, count) : Partial<V>.LoadBFloat16((ushort*)at.Gradient + i, count);
}
