namespace Elbo.Training.Schedules;

/// <summary>The same learning rate throughout.</summary>
[Kind("constant", "The same learning rate throughout", Order = 0)]
public sealed record ConstantRate : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epochs) => 1;

    /// <inheritdoc/>
    public override string Describe() => "";
}
