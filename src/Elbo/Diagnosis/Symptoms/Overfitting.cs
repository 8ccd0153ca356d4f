using Elbo.Evaluation;
using static Elbo.Diagnosis.Words;

namespace Elbo.Diagnosis.Symptoms;

/// <summary>The model gets better on what it learns from, and not on anything else.</summary>
internal sealed class Overfitting : ISymptom
{
    /// <summary>One bad epoch is not a trend: the best must be at least this many epochs ago.</summary>
    public const int Patience = 3;

    /// <summary>A gap or a rise within this many of its standard errors may be chance.</summary>
    public const double StandardErrors = 3;

    /// <summary>A rise counts above this share of the lowest objective: with enough examples any difference is beyond chance.</summary>
    public const double NotableShare = 0.002;

    /// <summary>A gap above this share of what was learned beyond independent pixels counts; the default MNIST run has 1.5 % after 20 epochs.</summary>
    public const double WideShare = 0.1;

    private const string Title = "The model overfits: it learns the training examples by heart";

    public IReadOnlyList<Type> Explains => [typeof(NoBetterThanPixels), typeof(StillFalling)];

    public Finding? Look(Evidence evidence)
    {
        if (evidence.IsEarly || !evidence.MinimizesElbo || evidence.HeldOut.StandardError is not (> 0 and var error))
            return null;
        var history = evidence.SteadyHistory;
        return history.Count <= Patience ? null : Rising(evidence, history, error) ?? Gap(evidence, history, error);
    }

    private static Finding? Rising(Evidence evidence, IReadOnlyList<EpochPoint> history, double error)
    {
        var (best, now) = (history.MinBy(point => point.HeldOutObjective)!, history[^1]);
        // Runs from before the differences were recorded have only the error of one epoch's number.
        var rise = now.Rise ?? new(now.HeldOutObjective - best.HeldOutObjective, error / StandardErrors);
        var precision = now.Rise is { StandardError: var paired }
            ? Say($"± {paired:F2} more on the same examples") : Say($"more, where one epoch is measured to ± {error:F2}");
        return now.Epoch - best.Epoch < Patience || now.TrainObjective >= best.TrainObjective
            || rise.Value <= StandardErrors * rise.StandardError || rise.Value <= NotableShare * Math.Abs(best.HeldOutObjective) ? null : new(
            Severity.Warning, Title,
            Say($"The {evidence.Split} {StillFalling.Objective(now.Beta)} was lowest after epoch {best.Epoch}, {best.HeldOutObjective:F2} nats per example, "
                + $"and is {now.HeldOutObjective:F2} after epoch {now.Epoch}: {rise.Value:F2} {precision}. "
                + $"On the training examples it fell from {best.TrainObjective:F2} to {now.TrainObjective:F2}."),
            evidence.Training.KeepsBestEpoch
                ? Say($"The weights of the best epoch are kept. "
                    + $"Later epochs gain nothing: stop with --epochs {best.Epoch}, or train a smaller network ({evidence.Model.Net.SizeOption}, --latents).")
                : Say($"Keep the best epoch's weights with {ValidationOption(evidence)}, stop with --epochs {best.Epoch}, "
                    + $"or train a smaller network ({evidence.Model.Net.SizeOption}, --latents)."));
    }

    private static Finding? Gap(Evidence evidence, IReadOnlyList<EpochPoint> history, double error)
    {
        if (evidence.Data?.PixelModel is not { } pixels)
            return null;
        var (before, now) = (history[^(Patience + 1)], history[^1]);
        var (gap, learned) = (now.HeldOutObjective - now.TrainObjective, pixels - now.TrainObjective);
        var grows = gap > before.HeldOutObjective - before.TrainObjective;
        return learned <= 0 || !grows || gap <= StandardErrors * error || gap <= WideShare * learned ? null : new(
            Severity.Warning, Title,
            Say($"After epoch {now.Epoch} the {StillFalling.Objective(now.Beta)} is {now.TrainObjective:F2} nats per example on the training examples and "
                + $"{now.HeldOutObjective:F2} on the {evidence.Split} split. The gap of {gap:F2} is {gap / error:F1} standard errors of the latter "
                + $"and {gap / learned:P0} of what was learned beyond independent pixels, and it grows."),
            Say($"Use more examples or a smaller network ({evidence.Model.Net.SizeOption}, --latents); "
                + $"{(evidence.Training.KeepsBestEpoch
                    ? "the weights of the best epoch are kept" : $"{ValidationOption(evidence)} keeps the best epoch's weights")}."));
    }

    /// <summary>A sixth of the training split, and at most 10,000 examples, as is usual for MNIST.</summary>
    private static string ValidationOption(Evidence evidence) =>
        evidence.Data is { TrainExamples: > 6 } data ? Say($"--validation {Math.Min(10_000, data.TrainExamples / 6)}") : "--validation N";
}
