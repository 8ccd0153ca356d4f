using Elbo.Diagnosis.Symptoms;
using Elbo.Evaluation;

namespace Elbo.Diagnosis;

/// <summary>Says in words whether a model works: looks at the evidence of one epoch for everything that is known to go wrong.</summary>
internal static class Doctor
{
    private static readonly ISymptom[] Symptoms =
    [
        new PosteriorCollapse(), new OneImage(), new RateWeight(), new NoBetterThanPixels(), new ExplodingPosterior(),
        new Overfitting(), new ForeignTargets(), new NonFiniteSteps(), new UnusedLatents(), new StillFalling(),
    ];

    /// <summary>Looks for every symptom.</summary>
    /// <returns>What was noticed, the gravest first; empty where all is well.</returns>
    public static IReadOnlyList<Finding> Examine(Evidence evidence) =>
        [.. Symptoms.Select(symptom => symptom.Look(evidence)).OfType<Finding>().OrderByDescending(finding => finding.Severity)];
}
