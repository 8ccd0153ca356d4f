using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>The memory in which one thread takes a panel of examples through a network: rows as they come, and each layer's [features, columns].</summary>
internal sealed unsafe class InferencePanel<V> where V : struct, ISimd<V>
{
    /// <summary>Examples at once.</summary>
    public const int Columns = MlpInferences.PanelColumns;

    private readonly Aligned rows, input, target, one, other, posterior, code, noise, output, sums;

    /// <param name="pixels">D.</param>
    /// <param name="latents">L.</param>
    /// <param name="widest">The widest hidden layer.</param>
    public InferencePanel(int pixels, int latents, int widest)
    {
        RowStride = Aligned.RowStride(pixels);
        rows = new((long)Columns * RowStride);
        (input, target, output) = (Layer(pixels), Layer(pixels), Layer(pixels));
        (one, other) = (Layer(widest), Layer(widest));
        (posterior, code, noise) = (Layer(2 * latents), Layer(latents), Layer(latents));
        sums = new(Columns);
    }

    /// <summary>Floats from one feature to the next.</summary>
    public static int Stride { get; } = Aligned.RowStride(Columns);

    /// <summary>Floats from one row of <see cref="Rows"/> to the next.</summary>
    public int RowStride { get; }

    /// <summary>[columns, D].</summary>
    public float* Rows => rows.Start;

    public float* Input => input.Start;

    public float* Target => target.Start;

    public float* Output => output.Start;

    public float* Posterior => posterior.Start;

    public float* Code => code.Start;

    public float* Noise => noise.Start;

    /// <summary>[columns].</summary>
    public float* Sums => sums.Start;

    public float* Hidden(int layer) => layer % 2 == 0 ? one.Start : other.Start;

    private static Aligned Layer(int features) => new((long)Aligned.Up(features, Kernel<V>.RowPadding) * Stride);
}
