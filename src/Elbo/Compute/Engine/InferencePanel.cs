using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>The memory in which one thread takes a panel of examples through a network: rows as they come, and each layer's [features, columns].</summary>
internal sealed unsafe class InferencePanel<V> where V : struct, ISimd<V>
{
    /// <summary>Examples at once.</summary>
    public const int Columns = MlpInferences.PanelColumns;

    private readonly Aligned rows, input, target, one, other, posterior, code, noise, output, sums, mask, losses;

    /// <param name="spec">The network.</param>
    public InferencePanel(MlpSpec spec)
    {
        RowStride = Aligned.RowStride(Math.Max(spec.Inputs, spec.Targets));
        rows = new((long)Columns * RowStride);
        (input, target, output) = (Layer(spec.Inputs), Layer(spec.Targets), Layer(spec.Outputs));
        var widest = spec.Encoder.Concat(spec.Decoder).Max();
        (one, other) = (Layer(widest), Layer(widest));
        (posterior, code, noise) = (Layer(2 * spec.Latents), Layer(spec.Latents), Layer(spec.Latents));
        (sums, mask, losses) = (new(Columns), new(Columns), new(Columns));
        new Span<float>(mask.Start, Columns).Fill(1);
    }

    /// <summary>A single thread's: there is nobody to share a panel with.</summary>
    public Claimant Claimant { get; } = new(new(threads: 1), thread: 0);

    /// <summary>Floats from one feature to the next.</summary>
    public static int Stride { get; } = Aligned.RowStride(Columns);

    /// <summary>Floats from one row of <see cref="Rows"/> to the next.</summary>
    public int RowStride { get; }

    /// <summary>[columns, D] or [columns, targets].</summary>
    public float* Rows => rows.Start;

    public float* Input => input.Start;

    public float* Target => target.Start;

    public float* Output => output.Start;

    public float* Posterior => posterior.Start;

    public float* Code => code.Start;

    public float* Noise => noise.Start;

    /// <summary>[columns].</summary>
    public float* Sums => sums.Start;

    /// <summary>1 in every column.</summary>
    public float* Mask => mask.Start;

    /// <summary>[columns], of some units.</summary>
    public float* Losses => losses.Start;

    public float* Hidden(int layer) => layer % 2 == 0 ? one.Start : other.Start;

    private static Aligned Layer(int features) => new((long)Aligned.Up(features, Kernel<V>.RowPadding) * Stride);
}
