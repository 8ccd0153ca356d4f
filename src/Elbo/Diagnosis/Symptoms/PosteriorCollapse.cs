using Elbo.Evaluation;
using Elbo.Objectives;
using static Elbo.Diagnosis.Words;

namespace Elbo.Diagnosis.Symptoms;

/// <summary>A posterior that equals the prior whatever x is carries nothing about the example (Bowman et al. 2016, section 3).</summary>
internal sealed class PosteriorCollapse : ISymptom
{
    /// <summary>A rate below this, in nats per example, tells next to nothing about which of thousands of examples was seen.</summary>
    public const double NegligibleRate = 0.5;

    /// <summary>Below this, if the reconstructions are one image too, it is so whatever the variance of a posterior mean, by which latents count as
    /// active.</summary>
    public const double NoRate = 0.1;

    /// <summary>Above it, the noise of a Gaussian likelihood is wider than pixels in [0, 1] vary on most images.</summary>
    private const double WideSigma = 0.3;

    private static bool Shows(Evidence evidence) => evidence.HeldOut is { Rate: < NegligibleRate, ActiveLatents: 0 }
        || evidence is { HeldOut: { Rate: < NoRate, ActiveLatents: not null }, Spread: { Targets: > 0, Share: < OneImage.NegligibleShare } };

    public IReadOnlyList<Type> Explains =>
        [typeof(OneImage), typeof(RateWeight), typeof(NoBetterThanPixels), typeof(Overfitting), typeof(UnusedLatents), typeof(StillFalling)];

    public Finding? Look(Evidence evidence) => !Shows(evidence) || evidence.IsEarly ? null : new(
        Severity.Error,
        $"The posterior has collapsed: the codes say nothing about the {(IsTable(evidence) ? "rows" : "images")}",
        Say($"The rate is {evidence.HeldOut.Rate:F3} nats per example and {evidence.HeldOut.ActiveLatents} of {evidence.Model.Latents} latents "
            + $"{(evidence.HeldOut.ActiveLatents == 1 ? "is" : "are")} active: q(z given x) is "
            + $"{(evidence.HeldOut.ActiveLatents > 0 ? "nearly " : "")}the prior whatever x is, so every "
            + $"{(IsTable(evidence) ? "row is decoded into the same average row" : "image is decoded into the same average blob")}.") + Blob(evidence),
        Remedy(evidence));

    private static bool IsTable(Evidence evidence) => evidence.Model.Likelihood.IsOfRows;

    private static string Blob(Evidence evidence) => evidence.Spread is { Targets: > 0 } spread
        ? spread.Share < 0.0005 ? " The reconstructions are all the same." : Say($" The reconstructions vary {spread.Share:P1} as much as the images do.")
        : "";

    private static string Remedy(Evidence evidence) =>
        evidence.Training.Reduction == Reduction.Mean
            ? Say($"The distortion was averaged over {evidence.Model.Shape.Size} pixels while the rate was summed, "
                + $"so the rate weighed {evidence.Model.Shape.Size} times too much. Train with {Advice.Elbo(evidence)}.")
            : evidence.Training.Beta > 1
                ? Say($"β is {evidence.Training.Beta}: the rate costs more than the codes gain. Train with --beta 1.")
                : evidence.Model.Likelihood.FixedSigma is > WideSigma and var sigma
                    ? Say($"σ is {sigma}: beside so much noise the codes explain little of an image. Train with a smaller one, such as --sigma 0.1.")
                    : Say($"Let the rate's weight rise from 0 ({Advice.Warmup(evidence, 5)}), or train longer (--epochs), with a lower learning rate "
                        + $"({Advice.LowerRate(evidence)}), or with a smaller decoder ({evidence.Model.Net.DecoderSizeOption}).");
}
