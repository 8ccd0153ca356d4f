using Elbo.Training.Schedules;

namespace Elbo.Settings;

/// <summary>The options that a learning-rate schedule is made of.</summary>
internal static class LearningRateNumbers
{
    private const double UsualGamma = 0.1;

    /// <summary>A schedule with the numbers that are given.</summary>
    public static LearningRateSchedule Apply(OptionOverrides given, LearningRateSchedule present, int epochs) => given.LrSchedule switch
    {
        "cosine" => new CosineRate(Math.Max(1, epochs)),
        "step" or null => given.LrSteps is { } steps ? new StepRate(steps, given.LrGamma ?? UsualGamma) : present,
        var name => Catalog.Choose(name, present),
    };

    /// <summary>What does not fit together.</summary>
    public static IEnumerable<string> Faults(OptionOverrides given)
    {
        if (given.LrSchedule == "step" && given.LrSteps is null)
            yield return "lr-schedule was step, but no epochs were given. Use --lr-steps 200,350 too.";
        if ((given.LrSteps is not null || given.LrGamma is not null) && given.LrSchedule is not (null or "step") || given.LrGamma is not null && given.LrSteps is null)
            yield return "lr-gamma and lr-steps belong together and to the step schedule. Use --lr-schedule step --lr-steps 200,350 --lr-gamma 0.1.";
    }
}
