namespace Elbo.Analysis.Scoring;

/// <summary>How well scores tell anomalies from normal examples.</summary>
internal static class RocCurve
{
    /// <inheritdoc cref="Scorer.Auroc"/>
    public static double Area(IReadOnlyCollection<double> normal, IReadOnlyCollection<double> anomalous)
    {
        if (normal.Count == 0 || anomalous.Count == 0)
            throw new ArgumentException($"There are {normal.Count} normal and {anomalous.Count} anomalous scores; at least 1 of each is needed.");
        if (normal.Concat(anomalous).Any(double.IsNaN))
            throw new ArgumentException("A score is not a number; all scores must be.");
        // Ranks of the anomalies among all, ties sharing their mean rank (Mann and Whitney 1947).
        var ranks = 0.0;
        var before = 0L;
        var all = normal.Select(score => (Score: score, IsAnomaly: false)).Concat(anomalous.Select(score => (Score: score, IsAnomaly: true)));
        foreach (var tie in all.GroupBy(pair => pair.Score).OrderBy(tie => tie.Key))
        {
            long count = tie.Count(), anomalies = tie.Count(pair => pair.IsAnomaly);
            ranks += anomalies * (before + (count + 1) / 2.0);
            before += count;
        }
        return (ranks - anomalous.Count * (anomalous.Count + 1.0) / 2) / ((double)normal.Count * anomalous.Count);
    }
}
