using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// Dropout (Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014): a step of training sets units of hidden layers to
/// 0 and divides the others by what is left. Within <see cref="Use"/> the layers of a model draw their units one after the other; an example's depend only
/// on its index, the epoch and the draw.
/// </summary>
internal sealed class DropoutUnits
{
    [ThreadStatic]
    private static DropoutUnits? current;

    private readonly Philox random;
    private readonly int[] indices;
    private int layers;

    private DropoutUnits(Philox random, int[] indices) => (this.random, this.indices) = (random, indices);

    /// <summary>Makes models on this thread draw from <paramref name="random"/> until the result is disposed.</summary>
    /// <param name="random">The purpose and the epoch.</param>
    /// <param name="indices">The batch's examples.</param>
    public static Scope Use(Philox random, ReadOnlySpan<int> indices)
    {
        var scope = new Scope(current);
        current = new(random, indices.ToArray());
        return scope;
    }

    /// <param name="x">Shape [B·k, width], the k draws of an example in succession.</param>
    /// <param name="share">Share of the units to leave out.</param>
    /// <returns>x with some units 0 and the others divided by 1 − share; x itself outside <see cref="Use"/>.</returns>
    public static Tensor Leave(Tensor x, double share) => current is null ? x : x * current.Factors(x, share);

    private unsafe Tensor Factors(Tensor x, double share)
    {
        var (rows, width) = ((int)x.shape[0], (int)x.shape[1]);
        var draws = rows / indices.Length;
        var layer = random.OfDraw(layers++ << 16);
        var factors = empty(rows, width);
        var values = factors.Singles();
        var (least, kept) = ((float)share, (float)(1 / (1 - share)));
        TorchTeam.Run(rows, 1, (first, end) =>
        {
            for (var i = first; i < end; i++)
            {
                var row = new Span<float>(values + (nint)i * width, width);
                layer.OfDraw(i % draws).FillUniform(indices[i / draws], row);
                foreach (ref var value in row)
                    value = value < least ? 0 : kept;
            }
        });
        return factors.to(x.dtype).to(x.device);
    }

    /// <summary>Restores what was in use before.</summary>
    public readonly ref struct Scope
    {
        private readonly DropoutUnits? before;

        internal Scope(DropoutUnits? before) => this.before = before;

        public void Dispose() => current = before;
    }
}
