using Elbo.Evaluation;
using static Elbo.Diagnosis.Words;

namespace Elbo.Diagnosis.Symptoms;

/// <summary>Partial collapse: some latents equal the prior. Usual where there are more latents than the data need.</summary>
internal sealed class UnusedLatents : ISymptom
{
    /// <summary>With fewer active latents than this share, most of the code is idle: good to know, and no failure.</summary>
    public const double UsualShare = 0.5;

    /// <summary>With no more than this share, the model hardly uses its code: 2 of 20, say.</summary>
    public const double PoorShare = 0.1;

    public Finding? Look(Evidence evidence)
    {
        if (evidence.HeldOut.ActiveLatents is not { } active || evidence.IsEarly)
            return null;
        var latents = evidence.Model.Latents;
        var share = (double)active / latents;
        if (share >= UsualShare)
            return null;
        var seen = Say($"{active} of {latents} latents {(active == 1 ? "is" : "are")} active; the rate is {evidence.HeldOut.Rate:F1} nats per example. "
            + $"The others equal the prior and carry nothing.");
        return share <= PoorShare
            ? new(Severity.Warning, "Hardly any latent is used", seen, evidence.RateWeight > 1
                ? $"Lower the rate's weight: {Advice.Elbo(evidence)}."
                : $"Let the rate's weight rise from 0, so that latents come into use before they cost anything: {Advice.Warmup(evidence, 10)}.")
            : new(Severity.Info, "Less than half of the latents are used", seen, evidence.RateWeight > 1
                ? Say($"The rate weighs {evidence.RateWeight:0.##} times as much as in the ELBO, so fewer latents pay for themselves. "
                    + $"Train with {Advice.Elbo(evidence)} to use more.")
                : Say($"Nothing needs to be done: a model uses as many as pay for themselves. "
                    + $"--latents {Math.Max(1, active + active / 4)} would be enough; {Advice.Warmup(evidence, 10)} may bring more of them into use."));
    }
}
