using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Models;

namespace Elbo.Scoring;

/// <summary>Scores examples by how little they look like what a model was trained on.</summary>
public static class Scorer
{
    /// <summary>One score an example.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">N images of the model's shape; they are binarized as in training.</param>
    /// <param name="options">What they are scored by; null for the defaults.</param>
    /// <param name="progress">Told the number of examples that are done, with <see cref="ScoreKind.Nll"/>; called on any thread.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Shape [N].</returns>
    /// <exception cref="OptionsException">The images have another shape, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static double[] Score(
        TrainedVae model, ImageSet images, ScoreOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new();
        options.Validate();
        return options.Kind switch
        {
            ScoreKind.NegElbo => [.. model.Score(images, options.Seed, cancellation).Select(score => (double)score)],
            ScoreKind.Nll => [.. model.EstimateNll(images, options.Samples, options.Seed, progress, cancellation).PerExample],
            _ => ReconstructionEvaluator.SquaredErrors(model, images, cancellation),
        };
    }
}
