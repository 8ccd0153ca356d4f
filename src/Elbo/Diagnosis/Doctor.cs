using System.Runtime.CompilerServices;
using System.Text;
using Elbo.Diagnosis.Symptoms;
using Elbo.Evaluation;
using Elbo.Objectives;

namespace Elbo.Diagnosis;

/// <summary>Says in words whether a model works: looks at the evidence of one epoch for everything that is known to go wrong.</summary>
internal static class Doctor
{
    private static readonly ISymptom[] Symptoms =
    [
        new PosteriorCollapse(), new OneImage(), new RateWeight(), new NoBetterThanPixels(), new ExplodingPosterior(),
        new Overfitting(), new ForeignTargets(), new IgnoredClass(), new NonFiniteSteps(), new FewSteps(), new UnusedLatents(), new StillFalling(),
    ];

    /// <returns>Findings, the most severe first, without those that another one explains; empty if there are none.</returns>
    public static IReadOnlyList<Finding> Examine(Evidence evidence)
    {
        var found = Symptoms.Select(symptom => (symptom, Finding: symptom.Look(evidence))).Where(each => each.Finding is not null).ToList();
        var explained = found.SelectMany(each => each.symptom.Explains).ToHashSet();
        return [.. from each in found
                   where !explained.Contains(each.symptom.GetType())
                   orderby each.Finding!.Severity descending
                   select each.Finding];
    }
}

/// <summary>One thing that goes wrong with VAEs, and how to recognise it. A pure function of the evidence.</summary>
internal interface ISymptom
{
    /// <returns>The finding; null where the evidence does not show it, or does not suffice.</returns>
    Finding? Look(Evidence evidence);

    /// <summary>Symptoms that this one brings with it. Where it is found they are not told: their remedies would not help, or make it worse.</summary>
    IReadOnlyList<Type> Explains => [];
}

/// <summary>Values to try instead of a run's own.</summary>
internal static class Advice
{
    /// <summary>A third of the run's learning rate, as an option.</summary>
    public static string LowerRate(Evidence evidence) =>
        FormattableString.Invariant($"--lr {evidence.Training.LearningRate / 3:0.#e-0} instead of {evidence.Training.LearningRate:0.########}");

    /// <summary>The options that make the objective the ELBO, of those that the run has otherwise.</summary>
    public static string Elbo(Evidence evidence) => (evidence.Training.Reduction, evidence.Training.Beta) switch
    {
        (Reduction.Mean, 1) => "--reduction sum",
        (Reduction.Mean, _) => "--reduction sum and --beta 1",
        _ => "--beta 1",
    };

    /// <summary>The option for a longer warm-up than the run had, and for more epochs where more than half would be warm-up.</summary>
    /// <param name="evidence">The run.</param>
    /// <param name="epochs">The shortest warm-up to suggest.</param>
    public static string Warmup(Evidence evidence, int epochs)
    {
        var longer = Math.Max(epochs, Math.Ceiling(2 * evidence.Training.Warmup));
        return Words.Say($"--warmup {longer}") + (2 * longer > evidence.Training.Epochs ? Words.Say($" --epochs {2 * longer}") : "");
    }
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
