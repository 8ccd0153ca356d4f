using Elbo.Analysis.Imputation;
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
    /// <summary>The settings of a request. Without a recipe, a setting that only some kinds have chooses one: <c>--blocks</c> means resnet.</summary>
    public static SettingValues Of(TrainingRequest request) => request.Recipe is null ? request.Settings.Implied() : request.Settings;

    /// <summary>The command that repeats a run, without its folder.</summary>
    public static string[] Command(TrainingRequest request, string data, SettingValues settings) =>
    [
        "elbo", "train", data,
        .. request.Recipe is null ? [] : CommandWords.Option("--recipe", request.Recipe),
        .. request.Plugins.SelectMany(plugin => CommandWords.Option("--plugin", plugin)),
        .. request.DataOptions?.Words() ?? [],
        .. request.Columns is null ? [] : CommandWords.Option("--columns", ColumnWords.Write(request.Columns)),
        .. settings.Words(),
    ];

    /// <summary>A mask in a file becomes the rectangles of what is given, so that a run does not depend on the file.</summary>
    /// <exception cref="DataException">The file is missing or damaged.</exception>
    public static SettingValues WithRegion(SettingValues settings) =>
        settings["condition-region"]?.ToString() is { } region && RegionFile.IsOne(region)
            ? settings.With("condition-region", RegionFile.Read(region)) : settings;

    /// <summary>The choice made from the images of an existing run of this request; null for the defaults.</summary>
    public static ModelChoice? ChoiceFor(RunManifest run, TrainingRequest request)
    {
        var heldOut = run.Training.Validation > 0 ? run.Data.ValidationCount : 0;
        return SchemaRules.For(run.Schema).Choice(run.Model.Shape, run.Data.TrainCount + heldOut, Of(request));
    }
}
