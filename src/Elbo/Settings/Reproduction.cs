using Elbo.Data;
using static System.FormattableString;

namespace Elbo.Settings;

/// <summary>A run's figure compared with a published one of the same protocol. Lower is better, except for an accuracy.</summary>
/// <param name="Published">The published figure.</param>
/// <param name="Ours">The run's, nats per example; an accuracy in percent.</param>
/// <param name="StandardError">Its standard error over the examples; null for an average over training steps.</param>
/// <param name="Examples">The number of examples averaged over.</param>
/// <param name="Epochs">The run's epochs.</param>
/// <param name="Binarization">The binarization of the measurement: static if the data are binary.</param>
internal sealed record Reproduction(PublishedFigure Published, double Ours, double? StandardError, int Examples, int Epochs, Binarization Binarization)
{
    /// <summary>Standard errors within which two figures count as the same.</summary>
    private const double Errors = 2;

    /// <summary>Papers print two decimals.</summary>
    private const double HalfADigit = 0.005;

    /// <summary>Ours less theirs.</summary>
    public double Difference => Ours - Published.Value;

    /// <summary>How much worse ours is; below 0 it is better.</summary>
    private double Shortfall => Published.IsAccuracy ? -Difference : Difference;

    /// <summary>The largest difference that the errors of both explain.</summary>
    public double Margin => Errors * Math.Sqrt(Math.Pow(StandardError ?? 0, 2) + Math.Pow(Published.Uncertainty ?? HalfADigit, 2));

    /// <summary>How the two compare.</summary>
    public ReproductionVerdict Verdict =>
        Published.Binarization is { } theirs && theirs != Binarization ? ReproductionVerdict.Incomparable
        : Shortfall < -Margin ? ReproductionVerdict.Better
        : Shortfall <= Margin ? ReproductionVerdict.Reproduced
        : Published.Epochs > Epochs ? ReproductionVerdict.Unfinished
        : ReproductionVerdict.Worse;

    /// <summary>The verdict in a sentence, with its numbers.</summary>
    public string Explain() => Verdict switch
    {
        ReproductionVerdict.Incomparable =>
            $"Not comparable: the published figure uses {Word(Published.Binarization!.Value)} binarization, this one {Word(Binarization)}.",
        ReproductionVerdict.Better =>
            Invariant($"Better than published, by {-Shortfall:F2} {Published.Unit}; the errors of both figures explain {Margin:F2}.") + Shortened,
        ReproductionVerdict.Reproduced =>
            Invariant($"Reproduced: the difference of {Math.Abs(Difference):F2} {Published.Unit} is within the {Margin:F2} ")
                + "that the errors of both figures explain."
                + Shortened,
        ReproductionVerdict.Unfinished =>
            Invariant($"Not there yet: {Shortfall:F2} {Published.Unit} {(Published.IsAccuracy ? "below" : "above")} the published figure, ")
                + Invariant($"after {Epochs:N0} of its {Published.Epochs:N0} epochs."),
        _ => Invariant($"Not reproduced: {Shortfall:F2} {Published.Unit} worse; the errors of both figures explain {Margin:F2}."),
    };

    private static string Word(Binarization binarization) => binarization.ToString().ToLowerInvariant();

    private string Shortened => Published.Epochs > Epochs ? Invariant($" And after {Epochs:N0} of its {Published.Epochs:N0} epochs.") : "";
}
