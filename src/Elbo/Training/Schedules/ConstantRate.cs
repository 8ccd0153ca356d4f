namespace Elbo.Training.Schedules;

/// <summary>A constant learning rate.</summary>
[Kind("constant", "The same learning rate throughout", Order = 0)]
public sealed record ConstantRate : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epochs) => 1;

    /// <inheritdoc/>
    public override string Describe() => "";
}
