namespace Elbo.Bench;

/// <summary>How long things take turns.</summary>
/// <param name="Rounds">Turns of each.</param>
/// <param name="WarmUp">How long each runs before the first round: the JIT compiles what it found to be hot some 0.1 s later.</param>
/// <param name="Turn">How long one turn lasts, at least one call.</param>
internal sealed record BenchPace(int Rounds, TimeSpan WarmUp, TimeSpan Turn)
{
    /// <summary>
    /// The pause before each turn. Threads of libgomp and of the engine spin for some milliseconds after their last work; while those of
    /// the engine before do, the next one has fewer cores.
    /// </summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(40);

    public static BenchPace Of(BenchOptions options) => options.Quick
        ? new(options.EffectiveRounds, TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(0.1))
        : new(options.EffectiveRounds, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.4));
}
