using Elbo.Evaluation;

namespace Elbo.Training;

/// <summary>All that one epoch gave.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Step">Steps since the start of training.</param>
/// <param name="Train">Averaged over the epoch's steps, while the weights change.</param>
/// <param name="Validation">After the epoch; null without a validation split.</param>
/// <param name="Test">After the epoch.</param>
/// <param name="TrainSeconds">Duration of the training pass.</param>
/// <param name="EvaluationSeconds">Duration of the evaluations.</param>
/// <param name="TrainExamples">Examples trained on in this epoch.</param>
/// <param name="IsBest">True where these weights are the ones to keep.</param>
/// <param name="Beta">β of the epoch's last step.</param>
/// <param name="Objective">What was minimised, averaged over the epoch's steps, nats per example; null for the ELBO.</param>
public sealed record EpochSummary(
    int Epoch,
    long Step,
    SplitNumbers Train,
    SplitNumbers? Validation,
    SplitNumbers Test,
    double TrainSeconds,
    double EvaluationSeconds,
    int TrainExamples,
    bool IsBest,
    double Beta,
    double? Objective = null)
{
    /// <summary>Training throughput.</summary>
    public double ExamplesPerSecond => TrainExamples / Math.Max(TrainSeconds, 1e-9);

    /// <summary>Warnings and errors of the doctor that no earlier epoch had; empty outside a <c>TrainingRun</c>.</summary>
    public IReadOnlyList<Finding> News { get; init; } = [];

    /// <summary>The lines that it adds to the metrics, one a split.</summary>
    /// <param name="betaVaries">True writes β, which is a constant of the run otherwise.</param>
    internal IEnumerable<MetricsRow> Rows(bool betaVaries)
    {
        yield return Row("train", Train, TrainSeconds, ExamplesPerSecond) with { Objective = Objective };
        if (Validation is { } validation)
            yield return Row("validation", validation, null, null);
        yield return Row("test", Test, null, null);

        MetricsRow Row(string split, SplitNumbers numbers, double? seconds, double? examplesPerSecond) => new()
        {
            Epoch = Epoch,
            Step = Step,
            Split = split,
            NegElbo = numbers.NegElbo,
            Distortion = numbers.Distortion,
            Rate = numbers.Rate,
            Beta = betaVaries ? Beta : null,
            BitsPerDimension = numbers.BitsPerDimension,
            Sigma = numbers.Sigma,
            ActiveLatents = numbers.ActiveLatents,
            Seconds = seconds,
            ExamplesPerSecond = examplesPerSecond,
        };
    }
}
