using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Settings;

namespace Elbo;

/// <summary>What a request's settings imply, before and after its data is known.</summary>
internal static class PlanSettings
{
    /// <summary>The settings of a request. Stages, blocks and norms imply the net that has all of them, if neither a net nor a recipe is named.</summary>
    public static OptionOverrides Of(TrainingRequest request)
    {
        var settings = request.Settings;
        var isImplied = request.Recipe is null
            && !Has(settings, "model", "hidden", "decoder_hidden")
            && Has(settings, "channels", "blocks", "norm");
        return isImplied ? settings.With("model", "resnet") : settings;
    }

    /// <summary>The command that repeats a run, without its folder.</summary>
    public static string[] Command(TrainingRequest request, string data, OptionOverrides settings) =>
    [
        "elbo", "train", data,
        .. request.Recipe is null ? [] : CommandWords.Option("--recipe", request.Recipe),
        .. request.DataOptions?.Words() ?? [],
        .. request.Columns is null ? [] : CommandWords.Option("--columns", string.Join(',', request.Columns.Select(pair => $"{pair.Key}:{pair.Value.Name()}"))),
        .. settings.Words(),
    ];

    /// <summary>What was chosen from the images of a run that the request has made; null for the defaults.</summary>
    public static ModelChoice? ChoiceFor(RunManifest run, TrainingRequest request)
    {
        var heldOut = run.Training.Validation > 0 ? run.Data.ValidationCount : 0;
        return SchemaRules.For(run.Schema).Choice(run.Model.Shape, run.Data.TrainCount + heldOut, Of(request));
    }

    /// <summary>True if at least one of the settings is given.</summary>
    public static bool Has(this OptionOverrides settings, params ReadOnlySpan<string> names)
    {
        var given = settings.ToJson();
        foreach (var name in names)
            if (given.ContainsKey(name))
                return true;
        return false;
    }

    /// <summary>The settings with another value of one of them; null leaves it out.</summary>
    public static OptionOverrides With(this OptionOverrides settings, string name, JsonNode? value)
    {
        var given = settings.ToJson();
        given.Remove(name);
        if (value is not null)
            given[name] = value;
        return OptionOverrides.FromJson(given);
    }
}
