using System.Globalization;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Evaluation;

/// <summary>Recognises posterior collapse: a posterior that equals the prior carries nothing about the example.</summary>
public static class CollapseDoctor
{
    /// <summary>A rate below this, in nats per example, tells next to nothing about which of thousands of examples was seen.</summary>
    public const double NegligibleRate = 0.5;

    /// <summary>Above it, the noise of a Gaussian likelihood is wider than pixels in [0, 1] vary on most images.</summary>
    private const double WideSigma = 0.3;

    /// <summary>Looks at held-out numbers and the options they came from.</summary>
    /// <returns>No, one or two findings, the gravest first.</returns>
    public static IReadOnlyList<Finding> Examine(SplitNumbers heldOut, VaeOptions model, TrainingOptions training)
    {
        var findings = new List<Finding>();
        if (heldOut.Rate < NegligibleRate && heldOut.ActiveLatents == 0)
            findings.Add(new(
                Severity.Error,
                "The posterior has collapsed: the codes say nothing about the images",
                Invariant($"The rate is {heldOut.Rate:F3} nats per example and {heldOut.ActiveLatents} of {model.Latents} latents are active: q(z given x) is the prior whatever x is, so every image is decoded into the same average blob."),
                training.Reduction == Reduction.Mean
                    ? Invariant($"The distortion was averaged over {model.Shape.Size} pixels while the rate was summed, so the rate weighed {model.Shape.Size} times too much. Train with --reduction sum.")
                    : training.Beta > 1
                        ? Invariant($"β is {training.Beta}: the rate costs more than the codes gain. Train with --beta 1.")
                        : model.Likelihood is Gaussian { Sigma: > WideSigma } gaussian
                            ? Invariant($"σ is {gaussian.Sigma}: beside so much noise the codes explain little of an image. Train with a smaller one, such as --sigma 0.1.")
                            : "Let the rate's weight rise from 0 (--warmup 5), or train longer (--epochs), with a lower learning rate (--lr 3e-4), or with a smaller decoder (--decoder-hidden)."));
        else if (training.Reduction == Reduction.Mean)
            findings.Add(new(
                Severity.Warning,
                "The distortion was averaged over the pixels, the rate was not",
                Invariant($"The rate weighed {model.Shape.Size} times too much; it is {heldOut.Rate:F1} nats per example with {heldOut.ActiveLatents} of {model.Latents} latents active."),
                "Train with --reduction sum, which minimises the ELBO."));
        return findings;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
