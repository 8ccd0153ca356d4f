using Elbo.Evaluation;

namespace Elbo.Diagnosis;

/// <summary>Tells each warning once over a training, when it first appears; what is only good to know waits for the end.</summary>
internal sealed class FindingsWatch
{
    private readonly HashSet<string> told = [];

    /// <returns>Those of an epoch's findings that were not told before.</returns>
    public IReadOnlyList<Finding> New(IEnumerable<Finding> findings) =>
        [.. findings.Where(finding => finding.Severity > Severity.Info && told.Add(finding.Title))];
}
