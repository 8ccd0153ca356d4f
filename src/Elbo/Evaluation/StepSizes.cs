namespace Elbo.Evaluation;

/// <summary>The leapfrog step of each example at each temperature: found by pilot chains, then kept, so that the chains whose weights are averaged do
/// not choose their own transitions and the estimate of p(x) stays unbiased (Neal 2001, section 2, requires fixed transitions). A step grows where
/// the pilots accept more often than 65 % and shrinks where they accept less (Andrieu and Thoms, "A tutorial on adaptive MCMC", 2008).</summary>
internal static class StepSizes
{
    /// <summary>Pilot chains per example.</summary>
    public const int Pilots = 2;

    /// <summary>The best acceptance in high dimensions (Neal 2011, section 4.4).</summary>
    private const double TargetAcceptance = 0.65;

    private const float First = 0.1f, Least = 1e-4f, Most = 1;
    private const double Adaptation = 0.1;

    /// <summary>Runs the whole schedule once.</summary>
    /// <param name="pilots">Fresh chains.</param>
    /// <param name="temperatures">Steps from β = 0 to 1, T.</param>
    /// <param name="report">Receives the share done.</param>
    /// <param name="cancellation">Stops between transitions.</param>
    /// <returns>The steps of transition t at [t − 1], one per example, [T − 1][B].</returns>
    public static float[][] Find(HamiltonianChains pilots, int temperatures, Action<double> report, CancellationToken cancellation)
    {
        var found = new float[temperatures - 1][];
        var sizes = Enumerable.Repeat(First, pilots.Count / pilots.PerExample).ToArray();
        for (var t = 1; t < temperatures; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            found[t - 1] = sizes;
            var accepted = pilots.Move(AisEvaluator.Temperature(t, temperatures), t, sizes);
            sizes = [.. sizes.Zip(accepted, (size, share) => Math.Clamp(size * (float)Math.Exp(Adaptation * (share - TargetAcceptance)), Least, Most))];
            report((double)t / temperatures);
        }
        return found;
    }
}
