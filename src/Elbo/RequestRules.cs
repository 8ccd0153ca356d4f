using Elbo.Data;
using Elbo.Data.Known;
using Elbo.Files;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Settings;

namespace Elbo;

/// <summary>Faults of a request that show before any data is read.</summary>
internal static class RequestRules
{
    /// <summary>The settings of a new run.</summary>
    /// <param name="request">The request.</param>
    /// <param name="plan">The plan made from it.</param>
    /// <param name="settings">All settings of the plan that are not defaults.</param>
    public static IEnumerable<string> Faults(TrainingRequest request, TrainingPlan plan, SettingValues settings)
    {
        var rules = SchemaRules.ForData(plan.Data);
        List<string> faults =
        [
            .. settings.Faults(plan.Model, plan.Training),
            .. rules.Faults(plan.Data, settings, request.Columns, request.DataOptions),
        ];
        faults.AddRange((request.DataOptions ?? new()).Faults());
        // How many numbers the condition has is known with the data, and so is whether a rectangle is inside the images.
        var region = rules.Unknown.Contains("condition-region") ? null : plan.Model.ConditionRegion;
        var model = plan.Model with { ConditionRegion = region?.Any(char.IsAsciiDigit) == true ? "left" : region };
        faults.AddRange((model with { ConditionWidth = request.DataOptions?.Condition is null ? 0 : 1 }).Faults());
        faults.AddRange(plan.Training.Faults());
        faults.AddRange(rules.Faults(plan.Model, plan.Training));
        return faults;
    }

    /// <summary>Requested values must equal those of the run; others stay as they are.</summary>
    /// <param name="request">The request to continue.</param>
    /// <param name="run">The run to continue.</param>
    public static IEnumerable<string> Faults(TrainingRequest request, RunManifest run)
    {
        if (request.Recipe is not null && request.Recipe != run.Recipe)
            yield return $"--recipe was {request.Recipe}, but the run was made with {run.Recipe ?? "none"}. Leave it out to resume.";
        if (request.Data is { } data && data != run.Data.Name && (IsKnown(data) || IsKnown(run.Data.Name)))
            yield return $"DATA was {request.Data}, but the run trains on {run.Data.Name}. Leave it out to resume.";
        // A range that was found is recorded like one that was asked for.
        if (request.DataOptions is { } options && options with { Range = options.Range ?? run.Data.Options?.Range } != run.Data.Options)
            yield return $"{options.Names()} differs from how the run reads its data "
                + $"({(run.Data.Options is { } own ? own.Words().AsTyped() : "the defaults")}). Leave it out to resume.";
        if (request.Columns is not null)
            yield return "--columns was given with --resume, but a run's columns cannot change. Leave --columns out to resume.";
        foreach (var fault in request.Settings.Faults(request.Settings.Apply(run.Model), request.Settings.Apply(run.Training)))
            yield return fault;
        if (request.Settings.Apply(run.Model) != run.Model)
            yield return $"the model's options differ: the run has {run.Model.Describe()} with {run.Model.Activation.ToString().ToLowerInvariant()} "
                + $"and likelihood {run.Model.Likelihood.Describe()}. Leave --model and its sizes, --latents, --activation, --likelihood and its numbers, "
                + "--prior and its sizes out to resume.";
        foreach (var fault in ResumeRules.Faults(request.Settings.Apply(run.Training), run.Training))
            yield return fault;
    }
    /// <summary>Data of another path may be the run's, which has moved: its fingerprint tells.</summary>
    private static bool IsKnown(string data) => DatasetCatalog.Find(data) is not null;
}
