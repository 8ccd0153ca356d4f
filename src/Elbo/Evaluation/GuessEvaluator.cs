using Elbo.Data;
using Elbo.Models;
using Elbo.Objectives;

namespace Elbo.Evaluation;

/// <summary>Scores the plain net that guesses what a model is not given: the bound should be below it, since the plain net cannot say that two strokes are
/// possible but not both.</summary>
internal static class GuessEvaluator
{
    /// <param name="vae">The model.</param>
    /// <param name="examples">The split.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>−log p of what is not given, nats per example; null if the model is not given a region.</returns>
    public static SampleMean? Estimate(TrainedVae vae, ExampleSet examples, CancellationToken cancellation)
    {
        if (vae.Model.Guess is not { } guess)
            return null;
        var nats = new float[examples.Count];
        vae.ForEachBatch(
            examples, (first, batch) => TrainedVae.Copy(-LogLikelihood.Of(vae.Model, guess.call(batch.Input), batch.Target), nats, first), cancellation);
        return SampleMean.Of([.. nats.Select(nat => (double)nat)]);
    }
}
