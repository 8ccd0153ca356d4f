using static System.FormattableString;

namespace Elbo.Training.Schedules;

/// <summary>The learning rate multiplied by a factor after each of some epochs.</summary>
/// <param name="Epochs">After how many epochs, rising.</param>
/// <param name="Gamma">The factor γ.</param>
[Kind("step", "Multiplied by a factor after some epochs", Order = 1, IsImplied = true)]
public sealed record StepRate(
    [property: Setting("lr-steps", "Epochs after which the learning rate is multiplied by --lr-gamma", Min = 1, Example = "200,350")] IReadOnlyList<int> Epochs,
    [property: Setting("lr-gamma", "The factor", Above = 0)] double Gamma = 0.1) : LearningRateSchedule
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
        foreach (var fault in base.Faults())
            yield return fault;
        if (!Epochs.Zip(Epochs.Skip(1)).All(pair => pair.First < pair.Second))
            yield return $"lr-steps was '{string.Join(',', Epochs)}'; it must be rising numbers of epochs. Use --lr-steps 200,350.";
    }
}
