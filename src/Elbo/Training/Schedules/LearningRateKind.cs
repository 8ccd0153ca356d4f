namespace Elbo.Training.Schedules;

/// <summary>The learning-rate schedules by name.</summary>
public enum LearningRateKind
{
    /// <inheritdoc cref="ConstantRate"/>
    Constant,

    /// <inheritdoc cref="StepRate"/>
    Step,

    /// <inheritdoc cref="CosineRate"/>
    Cosine,

    /// <inheritdoc cref="IwaeStages"/>
    Iwae,
}
