using System.Runtime.CompilerServices;
using Elbo.Compute.Engine.Epilogues;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>The pseudo-inputs of a VampPrior (Tomczak and Welling 2018, eq. 9): K learned rows of an input, clamped to [0, 1], that pass the encoder behind
/// the examples of a batch. Their posteriors are the components of the prior's mixture.</summary>
/// <param name="count">K.</param>
/// <param name="layout">Of the encoder's batch: examples and pseudo-inputs.</param>
/// <param name="input">The network's input.</param>
internal sealed unsafe class PseudoInputs<V>(int count, BatchLayout<V> layout, ActivationBuffer<V> input) where V : struct, ISimd<V>
{
    private readonly int stride = input.TransposedStride;
    private readonly Aligned values = Rows(count, input), first = Rows(count, input), second = Rows(count, input), gradient = Rows(count, input);

    /// <summary>K.</summary>
    public int Count => count;

    /// <summary>Floats of a kept gradient, [K, D]; whole cache lines.</summary>
    public int GradientLength => Aligned.Up(checked(count * input.Features), 16);

    /// <summary>Tiles of pseudo-inputs; threads divide them.</summary>
    public int Tiles => (count + Kernel<V>.TileColumns - 1) / Kernel<V>.TileColumns;

    /// <summary>Columns of the encoder's batch: examples, padded to whole tiles, and pseudo-inputs.</summary>
    public int Columns(int examples) => Start(examples) + count;

    /// <summary>The column of the first pseudo-input.</summary>
    public static int Start(int examples) => Aligned.Up(examples, Kernel<V>.TileColumns);

    public void Exchange(PlainLayer plain, bool load)
    {
        for (var row = 0; row < count; row++)
        {
            Move(plain.Weight, values, row, load);
            if (plain.HasMoments)
            {
                Move(plain.WeightFirst, first, row, load);
                Move(plain.WeightSecond, second, row, load);
            }
        }
    }

    /// <summary>Writes clamped rows of some tiles behind the examples' rows.</summary>
    public void Fill((int First, int End) tiles, int examples)
    {
        V zero = V.Create(0f), one = V.Create(1f);
        for (var row = tiles.First * Kernel<V>.TileColumns; row < Math.Min(tiles.End * Kernel<V>.TileColumns, count); row++)
        {
            float* from = Row(values, row), to = input.Transposed + (nint)(Start(examples) + row) * stride;
            for (var i = 0; i < input.Features; i += V.Width)
                V.Store(V.Min(one, V.Max(zero, V.Load(from + i))), to + i);
        }
    }

    /// <summary>The derivative of the loss by clamped pseudo-inputs: that of the encoder's input.</summary>
    /// <param name="layer">The encoder's first.</param>
    /// <param name="encoded">Has the gradient of what it gave.</param>
    /// <param name="examples">Examples of the step.</param>
    /// <param name="claimant">Takes rows.</param>
    /// <returns>0 when all was finite, NaN when not.</returns>
    public float Backward(DenseLayer<V> layer, ActivationBuffer<V> encoded, int examples, Claimant claimant)
    {
        var taint = 0f;
        for (var at = Start(examples); at < Columns(examples);)
        {
            var (panel, column) = Math.DivRem(at, layout.Columns);
            var columns = layout.ColumnsOf(panel, Columns(examples)) - column;
            var epilogue = new ActivationGradient<V, Identity<V>>(input.Gradient(panel) + column, input.Value(panel) + column, layout.Stride);
            layer.Backward(encoded.Gradient(panel) + column, layout.Stride, columns, input.Rows, claimant, ref epilogue);
            taint += epilogue.Taint;
            at += columns;
        }
        return taint;
    }

    /// <summary>Updates some tiles, or keeps their gradients.</summary>
    /// <param name="tiles">The tiles.</param>
    /// <param name="examples">Examples of the step.</param>
    /// <param name="adam">Adam's numbers of this step.</param>
    /// <param name="kept">Where the gradient is kept, [K, D]; null where Adam gets it at once.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Learn((int First, int End) tiles, int examples, AdamStep adam, float* kept)
    {
        for (var tile = tiles.First; tile < tiles.End; tile++)
        {
            var row = tile * Kernel<V>.TileColumns;
            var (panel, column) = Math.DivRem(Start(examples) + row, layout.Columns);
            var turned = Row(gradient, row);
            Transposition.ToRows(input.Gradient(panel) + column, layout.Stride, (0, input.Features), Kernel<V>.TileColumns, turned, stride);
            for (; row < Math.Min((tile + 1) * Kernel<V>.TileColumns, count); row++, turned += stride)
            {
                Clamp(Row(values, row), turned);
                if (kept == null)
                    Update(row, turned, adam);
                else
                    new Span<float>(turned, input.Features).CopyTo(new(kept + (nint)row * input.Features, input.Features));
            }
        }
    }

    /// <summary>Gives kept gradients of some tiles to Adam.</summary>
    public void Update((int First, int End) tiles, float* kept, AdamStep adam)
    {
        for (var row = tiles.First * Kernel<V>.TileColumns; row < Math.Min(tiles.End * Kernel<V>.TileColumns, count); row++)
        {
            var own = Row(gradient, row);
            new Span<float>(kept + (nint)row * input.Features, input.Features).CopyTo(new(own, input.Features));
            Update(row, own, adam);
        }
    }

    /// <summary>A value beyond [0, 1] gets no gradient, as by autograd through a clamp.</summary>
    private void Clamp(float* value, float* gradient)
    {
        for (var i = 0; i < input.Features; i++)
            if (value[i] is < 0 or > 1)
                gradient[i] = 0;
    }

    private void Update(int row, float* gradient, AdamStep adam)
    {
        float* value = Row(values, row), m = Row(first, row), v = Row(second, row);
        for (var i = 0; i < input.Features; i += V.Width)
            adam.Update(V.Load(gradient + i), value + i, m + i, v + i);
    }

    /// <summary>[K, D], with whole tiles of padded rows.</summary>
    private static Aligned Rows(int count, ActivationBuffer<V> input) => new((long)Aligned.Up(count, Kernel<V>.TileColumns) * input.TransposedStride);

    private float* Row(Aligned of, int row) => of.Start + (nint)row * stride;

    private void Move(float[] plain, Aligned own, int row, bool load)
    {
        Span<float> outside = plain.AsSpan(row * input.Features, input.Features), inside = new(Row(own, row), input.Features);
        if (load)
            outside.CopyTo(inside);
        else
            inside.CopyTo(outside);
    }
}
