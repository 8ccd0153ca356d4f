using System.Text.Json.Nodes;
using Elbo.Analysis.Comparison;

namespace Elbo.Cli.Verbs;

/// <summary>The JSON document of <c>elbo compare --json</c>.</summary>
internal static class CompareJson
{
    public static JsonObject Of(RunComparison comparison, string? file) => new()
    {
        ["groups"] = new JsonArray([.. comparison.Groups.Select(group => Group(comparison, group))]),
        ["reason"] = comparison.Reason,
        ["file"] = file,
    };

    private static JsonObject Group(RunComparison comparison, ComparisonGroup group) => new()
    {
        ["data"] = group.Protocol.Data,
        ["split"] = "test",
        ["examples"] = group.Protocol.TestExamples,
        ["test_fingerprint"] = group.Protocol.TestFingerprint,
        ["binarization"] = Json.Name(group.Protocol.Binarization),
        ["likelihood"] = group.Protocol.Likelihood,
        ["best"] = group.Best?.Path,
        ["runs"] = new JsonArray([.. group.Runs.Select(run => Run(comparison, group, run))]),
    };

    private static JsonObject Run(RunComparison comparison, ComparisonGroup group, ComparedRun run) => new()
    {
        ["run"] = run.Path,
        ["model"] = run.Manifest.Model.Describe(),
        ["objective"] = run.Objective,
        ["likelihood"] = run.Manifest.Model.Likelihood.Describe(),
        ["latents"] = run.Manifest.Model.Latents,
        ["epochs"] = run.Manifest.EpochsDone,
        ["best_epoch"] = run.Manifest.BestEpoch,
        ["seconds"] = Json.Round(run.Manifest.Seconds, 3),
        ["examples_per_second"] = Json.Round(run.Manifest.ExamplesPerSecond, 1),
        ["test"] = Json.Numbers(run.Manifest.Test),
        ["above_lowest"] = group.Excess(run) is { } excess
            ? new JsonObject { ["neg_elbo"] = Json.Round(excess.Value, 4), ["standard_error"] = Json.Round(excess.StandardError, 4) } : null,
        ["differences"] = new JsonObject(comparison.Differences[run.Path].Select(option => KeyValuePair.Create(option.Key, (JsonNode?)option.Value))),
    };
}
