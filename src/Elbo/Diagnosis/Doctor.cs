using System.Runtime.CompilerServices;
using System.Text;
using Elbo.Diagnosis.Symptoms;
using Elbo.Evaluation;

namespace Elbo.Diagnosis;

/// <summary>Says in words whether a model works: looks at the evidence of one epoch for everything that is known to go wrong.</summary>
internal static class Doctor
{
    private static readonly ISymptom[] Symptoms =
    [
        new PosteriorCollapse(), new OneImage(), new RateWeight(), new NoBetterThanPixels(), new ExplodingPosterior(),
        new Overfitting(), new ForeignTargets(), new NonFiniteSteps(), new FewSteps(), new UnusedLatents(), new StillFalling(),
    ];

    /// <returns>Findings, the most severe first; empty if there are none.</returns>
    public static IReadOnlyList<Finding> Examine(Evidence evidence) =>
        [.. Symptoms.Select(symptom => symptom.Look(evidence)).OfType<Finding>().OrderByDescending(finding => finding.Severity)];
}

/// <summary>One thing that goes wrong with VAEs, and how to recognise it. A pure function of the evidence.</summary>
internal interface ISymptom
{
    /// <returns>The finding; null where the evidence does not show it, or does not suffice.</returns>
    Finding? Look(Evidence evidence);
}

/// <summary>Tells each warning once over a training, when it first appears; what is only good to know waits for the end.</summary>
internal sealed class FindingsWatch
{
    private readonly HashSet<string> told = [];

    public IReadOnlyList<Finding> New(IEnumerable<Finding> findings) =>
        [.. findings.Where(finding => finding.Severity > Severity.Info && told.Add(finding.Title))];
}

/// <summary>Sentences with numbers, for people.</summary>
internal static class Words
{
    /// <summary>The text, its numbers in the invariant culture with a true minus sign.</summary>
    public static string Say(Sentence text) => text.ToString();
}

/// <summary>An interpolated string for <see cref="Words.Say"/>; unlike a <see cref="FormattableString"/>, it may be joined with +.</summary>
[InterpolatedStringHandler]
internal readonly ref struct Sentence(int literalLength, int formattedCount)
{
    private readonly StringBuilder text = new(literalLength + 8 * formattedCount);

    public void AppendLiteral(string value) => text.Append(value);

    public void AppendFormatted<T>(T value, string? format = null) =>
        text.Append(value is IFormattable number ? number.ToString(format, Numbers.Culture) : value?.ToString());

    public override string ToString() => text.ToString();
}
