using Elbo.Data;
using Elbo.Models;

namespace Elbo.Analysis.Exploration;

/// <summary>What one latent dimension does: it moves while the others stay where they are.</summary>
internal static class Traversal
{
    /// <summary>Decodes a row of images for each dimension.</summary>
    /// <param name="model">The model.</param>
    /// <param name="from">The code where the others stay, shape [L]; the prior's mean is all zeros.</param>
    /// <param name="dimensions">The R dimensions that move, one a row.</param>
    /// <param name="values">The V values that the moving one takes.</param>
    /// <param name="condition">The condition of them all; null for the model's, if it has one.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>R × V images, row by row.</returns>
    public static ImageBatch Decode(
        TrainedVae model, ReadOnlySpan<float> from, IReadOnlyList<int> dimensions, IReadOnlyList<double> values, Conditions? condition = null,
        CancellationToken cancellation = default)
    {
        var latents = model.Options.Latents;
        var codes = new float[dimensions.Count * values.Count * latents];
        for (var r = 0; r < dimensions.Count; r++)
            for (var v = 0; v < values.Count; v++)
            {
                var code = codes.AsSpan((r * values.Count + v) * latents, latents);
                from.CopyTo(code);
                code[dimensions[r]] = (float)values[v];
            }
        return new(model.Options.Shape, model.Decode(codes, condition?.Each(codes.Length / latents), cancellation));
    }

    /// <summary>Evenly spaced values from −<paramref name="range"/> to <paramref name="range"/>.</summary>
    /// <param name="range">The outermost value, in standard deviations of the prior.</param>
    /// <param name="count">How many, at least 2; an odd number passes through 0.</param>
    public static double[] Values(double range, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Math.Round(-range + 2 * range * i / (count - 1), 12))];
}
