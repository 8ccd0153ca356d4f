using Elbo.Analysis.Scoring;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;

namespace Elbo.Studio.Models;

/// <summary>The scores of some training examples for comparison: computed once, when a page first needs them.</summary>
/// <param name="model">The model.</param>
/// <param name="training">The training examples.</param>
public sealed class ReferenceScores(TrainedVae model, ImageSet training)
{
    /// <summary>Number of examples scored.</summary>
    public const int MostExamples = 2_000;

    /// <summary>Limit on their bytes: fewer large images are kept.</summary>
    private const int MostBytes = 32 << 20;

    private readonly Lazy<Task<ScoreDistribution?>> scores = Deferred(model, training);

    /// <summary>−ELBO of each, nats; null if they are not finite.</summary>
    internal Task<ScoreDistribution?> GetAsync() => scores.Value;

    private static Lazy<Task<ScoreDistribution?>> Deferred(TrainedVae model, ImageSet training)
    {
        // A copy: the model would keep the whole data set in memory otherwise.
        var count = Math.Clamp(MostBytes / training.Shape.Size, 1, Math.Min(MostExamples, training.Count));
        var some = training.Select(Shuffle.Subset(training.Count, count, seed: 0));
        return new(() => Task.Run(() => Scorer.Score(model, some) is var found && found.All(double.IsFinite) ? new ScoreDistribution(found) : null));
    }
}
