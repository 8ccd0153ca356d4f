using Elbo.Evaluation;
using static Elbo.Diagnosis.Words;

namespace Elbo.Diagnosis.Symptoms;

/// <summary>A posterior that has left the prior's surroundings: far too wide, or at a price that no information is worth.</summary>
internal sealed class ExplodingPosterior : ISymptom
{
    /// <summary>The standard normal prior has 1. A wider posterior knows less than nothing, and at 4 it reaches twice as far as the prior.</summary>
    public const double WidestVariance = 4;

    /// <summary>A latent needs log N nats to tell all N training examples apart; what it costs beyond twice that is distance from the prior.</summary>
    public const double TimesLogExamples = 2;

    public IReadOnlyList<Type> Explains => [typeof(NoBetterThanPixels), typeof(StillFalling)];

    public Finding? Look(Evidence evidence)
    {
        // A learned prior lies where its posteriors are.
        if (evidence.IsEarly || !evidence.Model.Prior.IsStandard)
            return null;
        var parts = new[] { Wide(evidence), Dear(evidence) }.OfType<string>().ToArray();
        return parts.Length == 0 ? null : new(
            Severity.Warning,
            "The posterior has exploded: it lies far outside the prior",
            string.Join(" ", parts) + " Codes drawn from the prior will not look like those of data.",
            evidence.Training.Beta < 1
                ? Say($"β is {evidence.Training.Beta}: so small a weight does not hold the codes together. "
                    + $"Train with --beta 1, reached slowly where needed ({Advice.Warmup(evidence, 10)}).")
                : $"Train with a lower learning rate: {Advice.LowerRate(evidence)}.");
    }

    private static string? Wide(Evidence evidence)
    {
        var wide = evidence.Spread?.PosteriorVariance.Count(variance => variance > WidestVariance) ?? 0;
        return wide == 0 ? null : Say($"{wide} of {evidence.Model.Latents} latents have a mean posterior variance above {WidestVariance}, "
            + $"up to {evidence.Spread!.PosteriorVariance.Max():G3}; the prior's is 1.");
    }

    private static string? Dear(Evidence evidence)
    {
        if (evidence is not { HeldOut.RatePerDimension: { Count: > 0 } rates, Data.TrainExamples: > 1 and var examples })
            return null;
        var needed = Math.Log(examples);
        var dear = rates.Count(rate => rate > TimesLogExamples * needed);
        return dear == 0 ? null : Say($"{dear} of {rates.Count} latents cost up to {rates.Max():F1} nats per example each; "
            + $"{needed:F1} nats would tell all {examples:N0} training examples apart.");
    }
}
