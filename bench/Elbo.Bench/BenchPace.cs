namespace Elbo.Bench;

/// <summary>The number and length of turns.</summary>
/// <param name="Rounds">Number of turns of each work.</param>
/// <param name="WarmUp">How long each runs before the first round: the JIT recompiles hot methods about 0.1 s later.</param>
/// <param name="Turn">The length of one turn, at least one call.</param>
internal sealed record BenchPace(int Rounds, TimeSpan WarmUp, TimeSpan Turn)
{
    /// <summary>
    /// The pause before each turn. Threads of libgomp and of the engine spin for some milliseconds after their last work; while those of
    /// the previous engine spin, the next one has fewer cores.
    /// </summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(40);

    public static BenchPace Of(BenchOptions options) => options.Quick
        ? new(options.EffectiveRounds, TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(0.1))
        : new(options.EffectiveRounds, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.4));
}
