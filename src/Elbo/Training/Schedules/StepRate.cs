using static System.FormattableString;

namespace Elbo.Training.Schedules;

/// <summary>The learning rate multiplied by a factor after each of some epochs.</summary>
/// <param name="Epochs">After how many epochs, rising.</param>
/// <param name="Gamma">The factor γ.</param>
[Kind("step", "Multiplied by a factor after some epochs", Order = 1)]
public sealed record StepRate(IReadOnlyList<int> Epochs, double Gamma) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epochs)
    {
        // Asked in every step: without LINQ it allocates nothing.
        var (factor, done) = (1.0, Whole(epochs));
        for (var i = 0; i < Epochs.Count && Epochs[i] <= done; i++)
            factor *= Gamma;
        return factor;
    }

    /// <inheritdoc/>
    public override string Describe() => Invariant($"×{Gamma:0.####} after epochs {string.Join(", ", Epochs)}");

    /// <summary>Equal when factor and epochs are.</summary>
    public bool Equals(StepRate? other) => other is not null && Gamma.Equals(other.Gamma) && Epochs.SequenceEqual(other.Epochs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Gamma, Epochs.Count);

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults()
    {
        if (Epochs.Count == 0 || Epochs.Any(epoch => epoch < 1) || !Epochs.Zip(Epochs.Skip(1)).All(pair => pair.First < pair.Second))
            yield return $"lr-steps was '{string.Join(',', Epochs)}'; it must be rising numbers of epochs. Use --lr-steps 200,350.";
        if (!double.IsFinite(Gamma) || Gamma <= 0)
            yield return Invariant($"lr-gamma was {Gamma}; it must be a number above 0. Use --lr-gamma 0.1.");
    }
}
