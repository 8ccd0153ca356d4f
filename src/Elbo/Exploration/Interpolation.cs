using Elbo.Data;
using Elbo.Figures;
using Elbo.Models;

namespace Elbo.Exploration;

/// <summary>Walks on straight lines between the posterior means of two examples.</summary>
public static class Interpolation
{
    /// <summary>Decodes the steps between pairs of examples, for <see cref="InterpolationFigure"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sources">The R examples at t = 0.</param>
    /// <param name="targets">The R examples at t = 1.</param>
    /// <param name="times">The T positions on the way.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>R × T images, pair by pair.</returns>
    /// <exception cref="OptionsException">There are not as many sources as targets, or the images have another shape than the model's.</exception>
    public static ImageBatch Decode(
        TrainedVae model, ImageSet sources, ImageSet targets, IReadOnlyList<double> times, CancellationToken cancellation = default)
    {
        if (sources.Count != targets.Count)
            throw new OptionsException([$"There are {sources.Count} sources and {targets.Count} targets; give one target for each source."]);
        var latents = model.Options.Latents;
        var (from, to) = (model.Encode(sources, cancellation), model.Encode(targets, cancellation));
        var codes = new float[sources.Count * times.Count * latents];
        for (var r = 0; r < sources.Count; r++)
            for (var t = 0; t < times.Count; t++)
                for (var d = 0; d < latents; d++)
                    codes[(r * times.Count + t) * latents + d] = (float)((1 - times[t]) * from.MuOf(r)[d] + times[t] * to.MuOf(r)[d]);
        return new(model.Options.Shape, model.Decode(codes, cancellation));
    }

    /// <summary>Evenly spaced positions from 0 to 1.</summary>
    /// <param name="count">How many, at least 2.</param>
    public static double[] Times(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i / (count - 1))];
}
