namespace Elbo.Training.Schedules;

/// <summary>The same learning rate throughout.</summary>
public sealed record ConstantRate : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epochs) => 1;

    /// <inheritdoc/>
    public override string Describe() => "";
}
