using Elbo.Evaluation;

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

    /// <summary>A run's −ELBO above the lowest, nats per example: example by example where both runs have kept these, else with the error of two
    /// independent numbers, which is far larger. Null for the lowest run itself.</summary>
    public SampleMean? Excess(ComparedRun run)
    {
        if (Best is not { } best || run == best)
            return null;
        if (run.TestNegElbo is { } each && best.TestNegElbo is { } lowest && each.Length == lowest.Length)
            return SampleMean.Of([.. each.Zip(lowest, (nats, least) => (double)nats - least)]);
        var (own, other) = (run.Manifest.Test!, best.Manifest.Test!);
        return new(own.NegElbo - other.NegElbo, double.Hypot(own.StandardError ?? 0, other.StandardError ?? 0));
    }
}
