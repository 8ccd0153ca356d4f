using System.Text.Json.Nodes;
using Elbo.Models;
using Elbo.Models.Storage;
using Elbo.Runs;
using Elbo.Settings;

namespace Elbo.Cli.Verbs;

/// <summary>What <c>elbo train --json</c> prints.</summary>
internal static class TrainJson
{
    public static string Of(RunManifest manifest, RunFolder folder) => Json.Write(new JsonObject
    {
        ["run"] = folder.Root,
        ["status"] = Json.Name(manifest.Status),
        ["recipe"] = manifest.Recipe,
        ["data"] = manifest.Data.Name,
        ["binarization"] = Json.Name(manifest.Training.Binarization),
        ["likelihood"] = manifest.Model.Likelihood.Name,
        ["objective"] = SettingValues.Of(manifest.Training.Objective).ToJson(),
        ["sigma"] = Json.Sigma(manifest.Model.Likelihood, manifest.Test),
        ["model"] = Model(manifest.Model),
        ["engine"] = manifest.Engine?.Name,
        ["epochs"] = manifest.EpochsDone,
        ["stopped"] = manifest.Stopped,
        ["best_epoch"] = manifest.BestEpoch,
        ["seconds"] = Json.Round(manifest.Seconds, 3),
        ["examples_per_second"] = Json.Round(manifest.ExamplesPerSecond, 1),
        ["train"] = Json.Numbers(manifest.Train),
        ["validation"] = Json.Numbers(manifest.Validation),
        ["test"] = Json.Numbers(manifest.Test),
        ["incidents"] = new JsonArray([.. manifest.Incidents.Select(incident => (JsonNode)incident.Message)]),
        ["findings"] = Json.Findings(manifest.Findings),
        ["weights"] = folder.WeightsPath,
        ["report"] = folder.ReportPath,
    });

    /// <summary>The net, and its parts with the shape that leaves each and the weights in it.</summary>
    private static JsonObject Model(VaeOptions options)
    {
        using var model = new Vae(options);
        return new()
        {
            ["net"] = options.Net.Name,
            ["description"] = options.Describe(),
            ["weights"] = model.ParameterCount,
            ["parts"] = new JsonArray([.. ModuleSummary.Of(model).Select(part => new JsonObject
            {
                ["name"] = part.Name,
                ["output"] = Json.Array(part.Shape),
                ["weights"] = part.Parameters,
            })]),
        };
    }
}
