using System.Runtime.CompilerServices;
using Elbo.Compute.Engine.Epilogues;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>Examples most of whose inputs are 0, such as rows of one-hot columns.</summary>
internal interface ISparseRows : IExampleRows
{
    /// <summary>The most inputs of an example that are not 0.</summary>
    int MostEntries { get; }

    /// <summary>Writes the inputs of an example that are not 0.</summary>
    /// <param name="example">The example.</param>
    /// <param name="places">Receives their places, ascending.</param>
    /// <param name="values">Receives the inputs.</param>
    /// <returns>Their number.</returns>
    int Entries(int example, Span<int> places, Span<float> values);
}

/// <summary>The first layer for such examples: y = W x + b as a sum of few columns of W. Sums are those of <see cref="DenseLayer{V}"/> to the last bit:
/// they are in the same order, and a product with 0 adds nothing.</summary>
internal sealed unsafe class SparseLayer<V> where V : struct, ISimd<V>
{
    /// <summary>Dense products do as much in one step as this many steps of a sparse one.</summary>
    private const int Gain = 4;

    /// <summary>Entries that the stack holds.</summary>
    private const int MostEntries = 4096;

    private readonly Aligned columns, biases;
    private readonly int inputs, outputs, stride;

    /// <param name="plain">The layer.</param>
    public SparseLayer(PlainLayer plain)
    {
        (outputs, inputs) = (plain.Bias.Length, plain.Weight.Length / plain.Bias.Length);
        stride = Aligned.RowStride(Aligned.Up(outputs, V.Width));
        (columns, biases) = (new((long)inputs * stride), new(stride));
        for (var input = 0; input < inputs; input++)
            for (var output = 0; output < outputs; output++)
                columns.Start[(nint)input * stride + output] = plain.Weight[output * inputs + input];
        plain.Bias.CopyTo(new Span<float>(biases.Start, stride));
    }

    /// <summary>Floats that one example's outputs take.</summary>
    private int Padded => Aligned.Up(outputs, V.Width);

    /// <summary>Whether it is faster for these examples.</summary>
    /// <param name="rows">The examples.</param>
    /// <param name="width">Floats for the outputs of an example.</param>
    public bool Suits(ISparseRows rows, int width) => rows.MostEntries <= MostEntries && rows.MostEntries * Gain <= inputs && Padded <= width;

    /// <summary>f(W x + b) of some examples.</summary>
    /// <param name="rows">The examples.</param>
    /// <param name="first">The first.</param>
    /// <param name="count">Their number.</param>
    /// <param name="y">[count, padded outputs].</param>
    /// <param name="yStride">Floats from one example to the next.</param>
    public void Forward<F>(ISparseRows rows, int first, int count, float* y, nint yStride) where F : struct, IActivation<V>
    {
        Span<int> places = stackalloc int[rows.MostEntries];
        Span<float> values = stackalloc float[rows.MostEntries];
        for (var c = 0; c < count; c++)
        {
            var entries = rows.Entries(first + c, places, values);
            fixed (int* place = places)
            fixed (float* value = values)
                Add<F>(place, value, entries, y + c * yStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add<F>(int* places, float* values, int count, float* y) where F : struct, IActivation<V>
    {
        float* w = columns.Start, b = biases.Start;
        var (o, width) = (0, V.Width);
        for (; o + 4 * width <= Padded; o += 4 * width)
        {
            V sum0 = V.Create(0f), sum1 = sum0, sum2 = sum0, sum3 = sum0;
            for (var i = 0; i < count; i++)
            {
                var column = w + (nint)places[i] * stride + o;
                var value = V.Create(values[i]);
                sum0 = V.MultiplyAdd(value, V.Load(column), sum0);
                sum1 = V.MultiplyAdd(value, V.Load(column + width), sum1);
                sum2 = V.MultiplyAdd(value, V.Load(column + 2 * width), sum2);
                sum3 = V.MultiplyAdd(value, V.Load(column + 3 * width), sum3);
            }
            V.Store(F.Value(sum0 + V.Load(b + o)), y + o);
            V.Store(F.Value(sum1 + V.Load(b + o + width)), y + o + width);
            V.Store(F.Value(sum2 + V.Load(b + o + 2 * width)), y + o + 2 * width);
            V.Store(F.Value(sum3 + V.Load(b + o + 3 * width)), y + o + 3 * width);
        }
        for (; o < Padded; o += width)
        {
            var sum = V.Create(0f);
            for (var i = 0; i < count; i++)
                sum = V.MultiplyAdd(V.Create(values[i]), V.Load(w + (nint)places[i] * stride + o), sum);
            V.Store(F.Value(sum + V.Load(b + o)), y + o);
        }
    }
}
