using System.Text.Json.Nodes;
using Elbo.Settings;

namespace Elbo.Cli.Verbs;

/// <summary>What <c>elbo reproduce --json</c> prints.</summary>
internal static class ReproduceJson
{
    public static JsonObject Of(Recipe recipe, MeasuredRun measured)
    {
        var (manifest, result) = (measured.Manifest, measured.Result);
        return new()
        {
            ["recipe"] = recipe.Name,
            ["run"] = measured.Folder,
            ["metric"] = result.Published.Metric,
            ["split"] = result.Published.Split,
            ["samples"] = result.Published.Samples,
            ["examples"] = result.Examples,
            ["binarization"] = Json.Name(result.Binarization),
            ["epochs"] = result.Epochs,
            ["seed"] = manifest.Training.Seed,
            ["ours"] = Json.Number(result.Ours),
            ["standard_error"] = result.StandardError is { } error ? Json.Number(error) : null,
            ["published"] = Json.Number(result.Published.Value),
            ["published_epochs"] = result.Published.Epochs,
            ["source"] = result.Published.Source,
            ["difference"] = Json.Number(result.Difference),
            ["margin"] = Json.Number(result.Margin),
            ["verdict"] = Json.Name(result.Verdict),
            ["active_latents"] = manifest.Test?.ActiveLatents,
            ["latents"] = manifest.Model.Latents,
        };
    }
}
