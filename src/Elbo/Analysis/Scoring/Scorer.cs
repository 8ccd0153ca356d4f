using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Models;

namespace Elbo.Analysis.Scoring;

/// <summary>Scores examples by how little they look like what a model was trained on.</summary>
public static class Scorer
{
    /// <summary>
    /// The area under the receiver operating characteristic (AUROC): the probability that an anomaly scores higher than a normal example,
    /// ties counted half (Hanley and McNeil 1982). It does not depend on a threshold.
    /// </summary>
    /// <param name="normal">Scores of normal examples, at least one.</param>
    /// <param name="anomalous">Scores of anomalies, at least one.</param>
    /// <returns>From 0 to 1; 0.5 tells nothing apart.</returns>
    /// <exception cref="ArgumentException">One of the two is empty, or a score is NaN.</exception>
    public static double Auroc(IReadOnlyCollection<double> normal, IReadOnlyCollection<double> anomalous) => RocCurve.Area(normal, anomalous);

    /// <summary>How far scores have drifted: the Kolmogorov–Smirnov distance sup |F(x) − G(x)| between the empirical distribution functions of two
    /// samples.</summary>
    /// <param name="first">Scores, at least one.</param>
    /// <param name="second">Scores, at least one.</param>
    /// <returns>From 0, the same distribution, to 1.</returns>
    /// <exception cref="ArgumentException">One of the two is empty, or a score is NaN.</exception>
    public static double Distance(IReadOnlyCollection<double> first, IReadOnlyCollection<double> second)
    {
        if (first.Count == 0 || second.Count == 0 || first.Any(double.IsNaN) || second.Any(double.IsNaN))
            throw new ArgumentException($"There are {first.Count} and {second.Count} scores; each side needs at least 1, and none may be NaN.");
        double[] a = [.. first.Order()], b = [.. second.Order()];
        var most = 0.0;
        for (var (i, j) = (0, 0); i < a.Length && j < b.Length;)
        {
            var at = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] <= at)
                i++;
            while (j < b.Length && b[j] <= at)
                j++;
            most = Math.Max(most, Math.Abs((double)i / a.Length - (double)j / b.Length));
        }
        return most;
    }

    /// <summary>One score an example.</summary>
    /// <param name="model">The model.</param>
    /// <param name="examples">N images of the model's shape, which are binarized as in training, or rows encoded as the run's table.</param>
    /// <param name="options">What they are scored by; null for the defaults.</param>
    /// <param name="progress">Told the number of examples that are done, with <see cref="ScoreKind.Nll"/>; called on any thread.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Shape [N]; never NaN: +∞ if an example is so far outside that a float overflows, or a cell of a row is unknown.</returns>
    /// <exception cref="OptionsException">The examples are none of this model's, an option is out of range, or rows are to be scored by
    /// squared error.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static double[] Score(
        TrainedVae model, ExampleSet examples, ScoreOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        ScoreWithCells(model, examples, options, progress, cancellation).Scores;

    /// <summary>The same, and the distortion of each cell of rows, [N, C], if it comes with the score.</summary>
    internal static (double[] Scores, float[]? Cells) ScoreWithCells(
        TrainedVae model, ExampleSet examples, ScoreOptions? options, IProgress<int>? progress, CancellationToken cancellation)
    {
        options ??= new();
        options.Validate();
        float[]? cells = null;
        double[] scores = options.Kind switch
        {
            ScoreKind.NegElbo => NegElbo(options.Seed),
            ScoreKind.Nll => [.. model.EstimateNll(examples, options.Samples, options.Seed, progress, cancellation).PerExample],
            _ when examples.AsImages is { } images => ReconstructionEvaluator.SquaredErrors(model, images, cancellation),
            _ => throw new OptionsException(
                ["the score was squared-error, but the columns of a table have no common unit to add errors in. Use --by neg-elbo or --by nll."]),
        };
        for (var i = 0; i < scores.Length; i++)
            scores[i] = examples is TableSet rows && rows.UnknownOf(i) is not null
                ? double.PositiveInfinity
                : TrainedVaeEvaluation.NatsOrInfinity(scores[i]);
        return (scores, cells);

        double[] NegElbo(ulong seed)
        {
            (var nats, cells) = model.ScoreWithCells(examples, seed, cancellation);
            return Array.ConvertAll(nats, value => (double)value);
        }
    }
}
