using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Training;

namespace Elbo.Runs.Sessions;

/// <summary>What may change when a run goes on: its length, where it computes, and what guards it. All else would make another run of it.</summary>
public static class ResumeRules
{
    /// <summary>What was asked for and must not change, a sentence each.</summary>
    /// <param name="asked">The options to go on with.</param>
    /// <param name="has">Those that the run was made with.</param>
    public static IEnumerable<string> Faults(TrainingOptions asked, TrainingOptions has)
    {
        var fixedParts = asked with
        {
            Epochs = has.Epochs,
            Device = has.Device,
            Threads = has.Threads,
            CheckpointEvery = has.CheckpointEvery,
            OnNan = has.OnNan,
            // These are compared in words.
            LearningRateSchedule = has.LearningRateSchedule,
            Objective = has.Objective,
            Warmup = has.Warmup,
            Cycle = has.Cycle,
        };
        var (wanted, present) = (Json(fixedParts), Json(has));
        foreach (var name in wanted.Select(option => option.Key).Union(present.Select(option => option.Key)))
            if (!JsonNode.DeepEquals(wanted[name], present[name]))
                yield return Fault(Option(name), wanted[name], present[name]);

        if (asked.LearningRateSchedule != has.LearningRateSchedule)
            yield return Fault("--lr-schedule", Words(asked), Words(has));
        if (asked.Objective != has.Objective)
            yield return Fault("the objective", asked.Objective.Describe(), has.Objective.Describe());
        var (schedule, usual) = ((asked with { Beta = has.Beta }).BetaSchedule, has.BetaSchedule);
        if (schedule != usual)
            yield return Fault("the schedule of β", schedule.Describe(), usual.Describe());
    }

    private static string Words(TrainingOptions options) => options.LearningRateSchedule.Describe() is { Length: > 0 } words ? words : "constant";

    private static string Fault(string option, object? asked, object? has) =>
        $"{option} was {asked ?? "none"}, but the run has {has ?? "none"}; only --epochs, --device, --threads, --checkpoint-every and --on-nan may change on --resume. Leave it out, or start a new run with --out.";

    private static string Option(string name) => name switch
    {
        "learning_rate" => "--lr",
        "initialization" => "--init",
        _ => $"--{name.Replace('_', '-')}",
    };

    private static JsonObject Json(TrainingOptions options) => JsonSerializer.SerializeToNode(options, KindJson.Indented)!.AsObject();
}
