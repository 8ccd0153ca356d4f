namespace Elbo.Studio.Models;

/// <summary>
/// Scores as steps of a colour scale. It covers the 1st to the 99th percentile, since a few extreme scores would leave one colour for all others.
/// </summary>
/// <param name="Low">The score of the first step and below, nats.</param>
/// <param name="High">The score of the last step and above, nats.</param>
/// <param name="Least">The lowest score of all.</param>
/// <param name="Most">The highest score of all.</param>
/// <param name="Steps">The step of each score, from 0 to <see cref="Count"/> − 1.</param>
public sealed record ScoreScale(double Low, double High, double Least, double Most, IReadOnlyList<byte> Steps)
{
    /// <summary>Steps of the scale: more than the eye can distinguish.</summary>
    public const int Count = 64;

    private const double Clipped = 0.01;

    /// <summary>Whether scores are beyond its ends.</summary>
    public bool IsClipped => Least < Low || Most > High;

    /// <summary>The scale of some scores; those that are not finite have the last step.</summary>
    /// <param name="scores">At least one.</param>
    public static ScoreScale Of(IReadOnlyList<float> scores)
    {
        double[] sorted = [.. scores.Where(float.IsFinite).Select(score => (double)score).Order()];
        if (sorted.Length == 0)
            sorted = [0];
        var (low, high) = (sorted[(int)(Clipped * sorted.Length)], sorted[^(1 + (int)(Clipped * sorted.Length))]);
        return new(low, high, sorted[0], sorted[^1], [.. scores.Select(score => Step(score, low, high))]);
    }

    private static byte Step(double score, double low, double high) => !double.IsFinite(score) ? (byte)(Count - 1)
        : high > low ? (byte)Math.Clamp((int)((score - low) / (high - low) * Count), 0, Count - 1) : (byte)0;
}
