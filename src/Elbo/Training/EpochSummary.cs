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
/// <param name="Objective">The minimized objective, averaged over the epoch's steps, nats per example; null for the ELBO.</param>
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

    /// <summary>How much the objective on the validation split, or without one on the test split, is above the lowest so far; null at the lowest.</summary>
    internal SampleMean? Rise { get; init; }

    /// <summary>−ELBO of each test example, nats, shape [N]; null where other weights are kept.</summary>
    internal float[]? TestNegElbo { get; init; }

    /// <summary>The lines that it adds to the metrics, one a split.</summary>
    /// <param name="betaVaries">True writes β, which is a constant of the run otherwise.</param>
    internal IEnumerable<MetricsRow> Rows(bool betaVaries)
    {
        yield return Row("train", Train, TrainSeconds, ExamplesPerSecond) with { Objective = Objective };
        if (Validation is { } validation)
            yield return WithRise(Row("validation", validation, null, null));
        yield return Validation is null ? WithRise(Row("test", Test, null, null)) : Row("test", Test, null, null);

        MetricsRow WithRise(MetricsRow row) => row with { Rise = Rise?.Value, RiseError = Rise?.StandardError };

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
            Accuracy = numbers.Accuracy,
            ActiveLatents = numbers.ActiveLatents,
            Seconds = seconds,
            ExamplesPerSecond = examplesPerSecond,
        };
    }
}

/// <summary>How far an epoch has got.</summary>
/// <param name="Batches">Batches that are done, those left out included.</param>
/// <param name="Totals">Sums over the steps.</param>
/// <param name="Seconds">How long they took.</param>
internal readonly record struct PartialEpoch(int Batches, StepTotals Totals, double Seconds);

/// <summary>Sums over the batch of one step.</summary>
/// <param name="Examples">B.</param>
/// <param name="Distortion">Σ distortion, nats.</param>
/// <param name="Rate">Σ rate, nats.</param>
/// <param name="Objective">Σ of what was minimized, nats.</param>
internal readonly record struct StepTotals(int Examples, double Distortion, double Rate, double Objective)
{
    public static StepTotals operator +(StepTotals a, StepTotals b) =>
        new(a.Examples + b.Examples, a.Distortion + b.Distortion, a.Rate + b.Rate, a.Objective + b.Objective);
}

/// <summary>Where training stands; reported after every step, and once more when an epoch is done.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="ExamplesDone">Examples of this epoch that have been trained on.</param>
/// <param name="Examples">Examples in an epoch.</param>
/// <param name="NegElbo">−ELBO averaged over this epoch's steps so far, nats per example.</param>
/// <param name="ExamplesPerSecond">Throughput of this epoch so far.</param>
/// <param name="Completed">The epoch's numbers when it is done and evaluated; null before.</param>
/// <param name="Incident">What was not finite in a step, and what was done about it; null where all is well.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, int ExamplesDone, int Examples, double NegElbo, double ExamplesPerSecond, EpochSummary? Completed = null,
    string? Incident = null)
{
    /// <summary>What happens beside the epochs, in a line; null where nothing does.</summary>
    public string? Note { get; init; }
}
