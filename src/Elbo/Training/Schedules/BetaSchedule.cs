using static System.FormattableString;

namespace Elbo.Training.Schedules;

/// <summary>The weight of the rate over training: constant, rising linearly from 0 at the start (Bowman et al. 2016), or rising again in every cycle
/// (Fu et al., "Cyclical Annealing Schedule", 2019, eq. 6). A function of progress only, so resumed training continues it.</summary>
/// <param name="Beta">β where it does not rise.</param>
/// <param name="Warmup">Epochs over which it rises from 0, at the start of training and of every cycle; 0 for none.</param>
/// <param name="Cycle">Epochs in a cycle; null without cycles.</param>
internal readonly record struct BetaSchedule(double Beta, double Warmup, double? Cycle)
{
    /// <summary>False where β is the same in every step.</summary>
    public bool Varies => Warmup > 0;

    /// <summary>β after that many epochs: β·min(1, τ/R), with the place τ in the cycle and the rise R counted in epochs here.</summary>
    /// <param name="epochs">Epochs of steps done; half an epoch is 0.5.</param>
    public double At(double epochs)
    {
        var place = epochs;
        if (Cycle is { } cycle)
        {
            // Rounding must not leave the first step of a cycle at the end of the one before.
            var turns = epochs / cycle;
            place = Math.Max(0, turns - Math.Floor(turns + 1e-9)) * cycle;
        }
        return place < Warmup ? Beta * place / Warmup : Beta;
    }

    /// <summary>For people: <c>β 1</c>, <c>β 0→1 over 5 epochs</c>, <c>β 0→1 over 2.5 of every 5 epochs</c>.</summary>
    public string Describe() => !Varies
        ? Invariant($"β {Beta}")
        : Cycle is { } cycle
            ? Invariant($"β 0→{Beta} over {Warmup:0.###} of every {cycle:0.###} epochs")
            : Invariant($"β 0→{Beta} over {Warmup:0.###} {(Warmup == 1 ? "epoch" : "epochs")}");
}
