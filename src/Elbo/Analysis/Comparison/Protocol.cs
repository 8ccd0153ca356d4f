using Elbo.Data;
using Elbo.Runs;

namespace Elbo.Analysis.Comparison;

/// <summary>
/// What two numbers must share to be ranked: the same test images, made into the same kind of targets, under the same kind of
/// likelihood. Two Gaussians of different σ are densities over the same values, and comparing them is how σ is chosen.
/// </summary>
/// <param name="Data">The name of the data.</param>
/// <param name="TestFingerprint">SHA-256 over the pixels of the test split.</param>
/// <param name="TestExamples">Examples in it.</param>
/// <param name="Binarization">How targets are made.</param>
/// <param name="Likelihood">p(x given z).</param>
/// <param name="Condition">What the model is given, or infers, of each example; empty for nothing.</param>
internal sealed record Protocol(
    string Data, string TestFingerprint, int TestExamples, Binarization Binarization, string Likelihood, string Condition = "")
{
    /// <summary>The protocol of a run's numbers.</summary>
    public static Protocol Of(RunManifest run) =>
        new(run.Data.Name, run.Data.TestFingerprint, run.Data.TestCount, run.Training.Binarization, run.Model.Likelihood.Name, Given(run.Condition));

    /// <summary>For people: <c>mnist, test split of 10,000 examples, binarization threshold, likelihood bernoulli</c>.</summary>
    public string Describe() => FormattableString.Invariant(
        $"{Data}, test split of {TestExamples:N0} examples, {Terms}");

    /// <summary>Binarization, likelihood and condition.</summary>
    internal string Terms => $"binarization {Binarization.ToString().ToLowerInvariant()}, likelihood {Likelihood}"
        + (Condition.Length > 0 ? $", condition {Condition}" : "");

    /// <summary>Whether the test examples differ. A condition is part of their fingerprint, so under different conditions only names and counts are
    /// compared.</summary>
    internal bool IsOfOtherData(Protocol other) => Condition == other.Condition
        ? TestFingerprint != other.TestFingerprint
        : (Path.GetFileName(Data), TestExamples) != (Path.GetFileName(other.Data), other.TestExamples);

    /// <summary>Where the data came from does not matter, only what they are.</summary>
    public bool Equals(Protocol? other) => other is not null
        && (TestFingerprint, Binarization, Likelihood, Condition)
            == (other.TestFingerprint, other.Binarization, other.Likelihood, other.Condition);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TestFingerprint, Binarization, Likelihood, Condition);

    private static string Given(ConditionSchema? condition) => condition is null ? ""
        : string.Join(", ", condition.Columns.Select(column => column.Name)) + (condition.IsInferred ? " (inferred)" : "");
}
