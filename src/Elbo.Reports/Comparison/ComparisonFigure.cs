using Elbo.Analysis.Comparison;
using Elbo.Reports.Figures;

namespace Elbo.Reports.Comparison;

/// <summary>A comparison as curves: one axis per group, since numbers that cannot be ranked cannot share an axis.</summary>
internal static class ComparisonFigure
{
    /// <returns>A PNG.</returns>
    /// <exception cref="OptionsException">A group has more runs than there are colours.</exception>
    public static byte[] Render(RunComparison comparison, string? title = ComparedCurves.DefaultTitle)
    {
        foreach (var group in comparison.Groups)
            if (group.Runs.Count > ComparedCurves.MostCurves)
                throw new OptionsException([
                    $"{group.Runs.Count} runs share {group.Protocol.Terms}; a panel shows at most {ComparedCurves.MostCurves}. "
                    + "Name fewer runs, or omit --out."]);
        return ComparedCurves.Render([.. comparison.Groups.Select(group => new ComparedCurves.CurvePanel(
            FormattableString.Invariant($"{group.Protocol.Data}, {group.Protocol.TestExamples:N0} test examples, {group.Protocol.Terms}"),
            [.. group.Runs.Select(run => Curve(comparison, run))]))], title);
    }

    private static ComparedCurves.Curve Curve(RunComparison comparison, ComparedRun run)
    {
        var differences = comparison.Describe(run);
        return new(
            comparison.Name(run) + (differences.Length > 0 ? $": {differences}" : ""),
            [.. run.Metrics.Where(row => row.Split == "test").OrderBy(row => row.Epoch).Select(row => new EpochLosses(row.Epoch, null, row.NegElbo))]);
    }
}
