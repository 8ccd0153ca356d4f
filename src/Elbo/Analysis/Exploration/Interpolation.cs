using Elbo.Data;
using Elbo.Models;

namespace Elbo.Analysis.Exploration;

/// <summary>Walks between the posterior means of two examples.</summary>
internal static class Interpolation
{
    /// <summary>Below it two directions are too much one for the quotient of sines.</summary>
    private const double LeastSine = 1e-6;

    /// <summary>Decodes the steps between pairs of examples. A condition goes on a straight line too.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sources">The R examples at t = 0.</param>
    /// <param name="targets">The R examples at t = 1.</param>
    /// <param name="times">The T positions on the way.</param>
    /// <param name="path">Which way.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>R × T images, pair by pair.</returns>
    /// <exception cref="OptionsException">There are not as many sources as targets, or the images have another shape than the model's.</exception>
    public static ImageBatch Decode(
        TrainedVae model, ImageSet sources, ImageSet targets, IReadOnlyList<double> times, InterpolationPath path = InterpolationPath.Linear,
        CancellationToken cancellation = default)
    {
        if (sources.Count != targets.Count)
            throw new OptionsException([$"There are {sources.Count} sources and {targets.Count} targets; give one target for each source."]);
        var latents = model.Options.Latents;
        var (from, to) = (model.Encode(sources, cancellation), model.Encode(targets, cancellation));
        var codes = new float[sources.Count * times.Count * latents];
        for (var r = 0; r < sources.Count; r++)
            for (var t = 0; t < times.Count; t++)
                Between(from.MuOf(r), to.MuOf(r), times[t], path, codes.AsSpan((r * times.Count + t) * latents, latents));
        var conditions = model.UnderCondition(sources).Conditions is { } first && model.UnderCondition(targets).Conditions is { } last
            ? Conditions.Between(first, last, times)
            : null;
        return new(model.Options.Shape, model.Decode(codes, conditions, cancellation));
    }

    /// <summary>One step of a walk between two codes.</summary>
    /// <param name="from">The code at t = 0, shape [L].</param>
    /// <param name="to">The code at t = 1, shape [L].</param>
    /// <param name="time">t.</param>
    /// <param name="path">Which way. A spherical walk between codes of nearly one direction, or from the origin, is straight.</param>
    /// <param name="code">Becomes the code at t, shape [L].</param>
    public static void Between(ReadOnlySpan<float> from, ReadOnlySpan<float> to, double time, InterpolationPath path, Span<float> code)
    {
        var (a, b) = (1 - time, time);
        if (path == InterpolationPath.Spherical)
        {
            var lengths = Math.Sqrt(Dot(from, from)) * Math.Sqrt(Dot(to, to));
            var angle = lengths == 0 ? 0 : Math.Acos(Math.Clamp(Dot(from, to) / lengths, -1, 1));
            if (Math.Sin(angle) > LeastSine)
                (a, b) = (Math.Sin((1 - time) * angle) / Math.Sin(angle), Math.Sin(time * angle) / Math.Sin(angle));
        }
        for (var i = 0; i < code.Length; i++)
            code[i] = (float)(a * from[i] + b * to[i]);
    }

    /// <summary>Evenly spaced positions from 0 to 1.</summary>
    /// <param name="count">How many, at least 2.</param>
    public static double[] Times(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i / (count - 1))];

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }
}
