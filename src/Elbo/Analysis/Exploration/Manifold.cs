using Elbo.Models;

namespace Elbo.Analysis.Exploration;

/// <summary>The decoded grid over two latent dimensions; the others stay at 0, the prior's mean.</summary>
public static class Manifold
{
    /// <summary>Decodes every pair of values.</summary>
    /// <param name="model">The model.</param>
    /// <param name="horizontal">The dimension that grows to the right, H values.</param>
    /// <param name="vertical">The dimension that grows upwards, V values.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>V × H images; image v × H + h lies at horizontal value h and vertical value v.</returns>
    public static ImageBatch Decode(TrainedVae model, LatentAxis horizontal, LatentAxis vertical, CancellationToken cancellation = default) =>
        Around(model, null, horizontal, vertical, cancellation);

    /// <summary>Decodes every pair of values around a code: the other dimensions keep its values.</summary>
    /// <param name="model">The model.</param>
    /// <param name="from">The code, shape [L]; null for all zeros.</param>
    /// <param name="horizontal">The dimension that grows to the right, H values.</param>
    /// <param name="vertical">The dimension that grows upwards, V values.</param>
    /// <param name="cancellation">Stops between batches.</param>
    internal static ImageBatch Around(
        TrainedVae model, float[]? from, LatentAxis horizontal, LatentAxis vertical, CancellationToken cancellation = default)
    {
        var latents = model.Options.Latents;
        var codes = new float[vertical.Values.Count * horizontal.Values.Count * latents];
        for (var v = 0; v < vertical.Values.Count; v++)
            for (var h = 0; h < horizontal.Values.Count; h++)
            {
                var code = codes.AsSpan((v * horizontal.Values.Count + h) * latents, latents);
                from?.CopyTo(code);
                code[vertical.Latent] = (float)vertical.Values[v];
                code[horizontal.Latent] = (float)horizontal.Values[h];
            }
        return new(model.Options.Shape, model.Decode(codes, cancellation));
    }
}
