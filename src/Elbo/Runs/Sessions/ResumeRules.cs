using System.Text.Json.Nodes;
using Elbo.Models;
using Elbo.Training;
using static System.FormattableString;

namespace Elbo.Runs.Sessions;

/// <summary>The options that may change when a run is continued: its length, device and safeguards. Any other change would make it another run.</summary>
internal static class ResumeRules
{
    /// <summary>Requested changes that are not allowed, one sentence each.</summary>
    /// <param name="asked">The options to continue with.</param>
    /// <param name="has">The run's options.</param>
    public static IEnumerable<string> Faults(TrainingOptions asked, TrainingOptions has)
    {
        string[] compared = ["lr-schedule", "objective", "beta", "warmup", "cycles", "cycle-rise"]; // compared below, in words
        foreach (var setting in Setting.Of(typeof(TrainingOptions)).Where(setting => !setting.MayChangeOnResume && !compared.Contains(setting.Name)))
        {
            var (wanted, present) = (Setting.Write(setting.Get(asked)), Setting.Write(setting.Get(has)));
            if (!JsonNode.DeepEquals(wanted, present))
                yield return Fault($"--{setting.Name}", Setting.Show(wanted), Setting.Show(present));
        }
        if (asked.Beta != has.Beta)
            yield return Fault("--beta", asked.Beta, has.Beta);
        if (asked.LearningRateSchedule != has.LearningRateSchedule)
            yield return Fault("--lr-schedule", Words(asked), Words(has));
        if (asked.Objective != has.Objective)
            yield return Fault("the objective", asked.Objective.Describe(), has.Objective.Describe());
        var (schedule, usual) = ((asked with { Beta = has.Beta }).BetaSchedule, has.BetaSchedule);
        if (schedule != usual)
            yield return Fault("the schedule of β", schedule.Describe(), usual.Describe());
    }

    /// <summary>Options that cannot change, those of kinds included, with their values as JSON. The schedule of β is one, since several options can mean the
    /// same.</summary>
    public static IEnumerable<(string Name, string Value)> Lasting(VaeOptions model, TrainingOptions training) =>
        [.. Lasting(model, ""), .. Lasting(training, ""), ("beta_schedule", training.BetaSchedule.Describe())];

    private static IEnumerable<(string Name, string Value)> Lasting(object record, string prefix)
    {
        foreach (var setting in Setting.Of(record.GetType()))
        {
            if (setting.MayChangeOnResume || setting.Name is "warmup" or "cycles" or "cycle-rise")
                continue;
            var value = setting.Get(record);
            yield return (prefix + setting.Key, Setting.Write(value)?.ToJsonString() ?? "null");
            foreach (var option in value is Kind ? Lasting(value, $"{prefix}{setting.Key}.") : [])
                yield return option;
        }
    }

    private static string Words(TrainingOptions options) => options.LearningRateSchedule.Describe() is { Length: > 0 } words ? words : "constant";

    private static string Fault(string option, object asked, object has) => Invariant(
        $"{option} was {asked}, but the run has {has}; only {Changeable} may change on --resume. Leave it out, or start a new run with --out.");

    private static string Changeable
    {
        get
        {
            var names = Setting.Of(typeof(TrainingOptions)).Where(setting => setting.MayChangeOnResume).Select(setting => $"--{setting.Name}").ToList();
            return $"{string.Join(", ", names[..^1])} and {names[^1]}";
        }
    }
}
