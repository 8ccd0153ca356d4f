using Elbo.Evaluation;
using static Elbo.Diagnosis.Words;

namespace Elbo.Diagnosis.Symptoms;

/// <summary>Training that ended before it began in earnest: whatever else the numbers show is the first weights.</summary>
internal sealed class FewSteps : ISymptom
{
    /// <summary>What the remedy aims at.</summary>
    private const int EnoughSteps = 2000;

    public Finding? Look(Evidence evidence)
    {
        if (!evidence.IsLastEpoch || !evidence.HasFewSteps)
            return null;
        var (steps, epochs) = (evidence.History[^1].Step, evidence.Training.Epochs);
        return new(
            Severity.Warning,
            "Too few steps to judge by",
            Say($"Training has done {steps} {(steps == 1 ? "step" : "steps")} so far; the weights are still close to the first ones, "
                + $"and so are samples, reconstructions and numbers."),
            Say($"Train on: elbo train --resume --out RUN --epochs {Round(epochs * (double)EnoughSteps / Math.Max(1, steps))}."));
    }

    /// <summary>Up to two digits, as a person would say it.</summary>
    private static long Round(double epochs)
    {
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(epochs)) - 1));
        return (long)(Math.Ceiling(epochs / unit) * unit);
    }
}
