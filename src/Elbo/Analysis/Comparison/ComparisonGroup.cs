namespace Elbo.Analysis.Comparison;

/// <summary>Runs whose numbers can be ranked.</summary>
/// <param name="Protocol">What they share.</param>
/// <param name="Runs">In the order they were named.</param>
internal sealed record ComparisonGroup(Protocol Protocol, IReadOnlyList<ComparedRun> Runs)
{
    /// <summary>The run with the lowest test −ELBO; null where there is nothing to rank.</summary>
    public ComparedRun? Best => Runs.Count > 1
        ? Runs.Where(run => double.IsFinite(run.Manifest.Test!.NegElbo)).MinBy(run => run.Manifest.Test!.NegElbo)
        : null;
}
