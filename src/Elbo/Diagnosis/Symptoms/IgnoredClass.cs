using Elbo.Evaluation;
using static Elbo.Diagnosis.Words;

namespace Elbo.Diagnosis.Symptoms;

/// <summary>Semi-supervised learning whose decoder draws the same example for every class, since z tells it the class already.</summary>
internal sealed class IgnoredClass : ISymptom
{
    /// <summary>In models of MNIST whose samples are of the class that was asked for, another class changes 0.2 to 0.4 of the variance.</summary>
    public const double NegligibleShare = 0.1;

    public Finding? Look(Evidence evidence) =>
        evidence.Spread is not { Targets: > 0, ClassShare: < NegligibleShare and var share } || evidence.IsEarly ? null : new(
            Severity.Warning,
            "The decoder ignores the class, which z carries already",
            Say($"With the same z and another class, a reconstruction changes by {share:P1} of the variance of the {Nouns(evidence)}; "
                + $"so samples of a given class are of any class."),
            evidence.Training.Objective.StrongerLabels(evidence.Training.Batch) is { } option
                ? $"Show the known labels more often: {option}." + Fewer(evidence)
                : "Check that the labels are those of the examples." + Fewer(evidence));

    private static string Nouns(Evidence evidence) => evidence.Model.Likelihood.IsOfRows ? "rows" : "images";

    private static string Fewer(Evidence evidence) =>
        evidence.Model.Latents > 1 ? Say($" Fewer latents leave z less room for the class: --latents {Math.Max(1, evidence.Model.Latents / 4)}.") : "";
}
