using Elbo.Training;
using static System.FormattableString;

namespace Elbo.Settings;

/// <summary>The options that say how β rises: once, or anew in each of M cycles.</summary>
internal static class BetaNumbers
{
    private const double UsualRise = 0.5;

    /// <summary>Warm-up and cycle, in epochs. A cycle is kept as epochs, so that it does not change when a run is made longer.</summary>
    public static TrainingOptions Apply(OptionOverrides given, TrainingOptions training)
    {
        var rise = given.CycleRise ?? UsualRise;
        double? cycle = given.Cycles >= 1 && IsShare(rise) ? Math.Max(1.0, given.Epochs ?? training.Epochs) / given.Cycles : null;
        return training with
        {
            Beta = given.Beta ?? training.Beta,
            Warmup = cycle * rise ?? given.Warmup ?? training.Warmup,
            Cycle = cycle ?? (given.Warmup is null ? training.Cycle : null),
        };
    }

    /// <summary>What does not fit together.</summary>
    public static IEnumerable<string> Faults(OptionOverrides given)
    {
        if (given.Cycles < 1)
            yield return $"cycles was {given.Cycles}; it must be at least 1. Use --cycles 4.";
        if (given.CycleRise is { } rise && !IsShare(rise))
            yield return Invariant($"cycle-rise was {rise}; it must be above 0 and at most 1. Use --cycle-rise {UsualRise}.");
        if (given.CycleRise is not null && given.Cycles is null)
            yield return "cycle-rise was given without cycles. Use --cycles 4 too, or --warmup.";
        if (given.Warmup is not null && given.Cycles is not null)
            yield return "warmup and cycles were both given, but every cycle has a rise of its own. Use --cycles with --cycle-rise, or --warmup alone.";
    }

    private static bool IsShare(double rise) => rise is > 0 and <= 1;
}
