using static System.FormattableString;

namespace Elbo.Training.Schedules;

/// <summary>Half a cosine, from the learning rate down to 0 (Loshchilov and Hutter, "SGDR", 2017, eq. 5, without restarts).</summary>
/// <param name="Epochs">Epochs until 0; the last step before them is the last that learns. Default 0: all that are trained.</param>
[Kind("cosine", "Along a cosine to 0", Order = 2)]
public sealed record CosineRate(double Epochs = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epochs) => 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, epochs / Epochs)));

    /// <inheritdoc/>
    public override string Describe() => Invariant($"along a cosine to 0 over {Epochs:0.###} epochs");

    /// <inheritdoc/>
    protected internal override LearningRateSchedule Fitted(double epochs) => Epochs == 0 ? this with { Epochs = Math.Max(1, epochs) } : this;

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Faults()
    {
        if (!double.IsFinite(Epochs) || Epochs < 0)
            yield return Invariant($"the cosine was {Epochs} epochs long; it must be above 0, or 0 for all that are trained.");
    }
}
