using System.Text.Json.Nodes;
using Elbo.Models;
using Elbo.Recipes;
using Elbo.Training;

namespace Elbo.Cli.Verbs;

/// <summary>What <c>elbo recipes --json</c> prints: every option of a recipe, the defaults filled in, under a recipe file's keys.</summary>
internal static class RecipeJson
{
    public static string Of(IEnumerable<Recipe> recipes) =>
        Json.Write(new JsonObject { ["recipes"] = new JsonArray([.. recipes.Select(Node)]) });

    public static string Of(Recipe recipe) => Json.Write(Node(recipe));

    private static JsonObject Node(Recipe recipe) => new()
    {
        ["name"] = recipe.Name,
        ["description"] = recipe.Description,
        ["data"] = recipe.Data,
        ["options"] = Options(recipe.Options, recipe.Options.Apply(new VaeOptions())),
        ["published"] = recipe.Published is not { } published ? null : new JsonObject
        {
            ["split"] = published.Split,
            ["metric"] = published.Metric,
            ["value"] = Json.Number(published.Value),
            ["source"] = published.Source,
        },
    };

    private static JsonObject Options(OptionOverrides given, VaeOptions model) => Options(given, model, given.Apply(TrainingOptions.For(model)));

    private static JsonObject Options(OptionOverrides given, VaeOptions model, TrainingOptions training) => new()
    {
        ["hidden"] = Widths(model.Hidden),
        ["decoder_hidden"] = Widths(model.DecoderHidden),
        ["latents"] = model.Latents,
        ["activation"] = Json.Name(model.Activation),
        ["likelihood"] = model.Likelihood.Name,
        ["sigma"] = Json.Sigma(model.Likelihood),
        ["epochs"] = training.Epochs,
        ["batch"] = training.Batch,
        ["lr"] = Json.Number(training.LearningRate),
        ["beta"] = Json.Number(training.Beta),
        ["warmup"] = training.Cycle is null ? Json.Number(training.Warmup) : null,
        ["cycles"] = given.Cycles,
        ["cycle_rise"] = training.Cycle is { } cycle ? Json.Number(training.Warmup / cycle) : null,
        ["binarization"] = Json.Name(training.Binarization),
        ["reduction"] = Json.Name(training.Reduction),
        ["validation"] = training.Validation,
        ["seed"] = training.Seed,
        ["threads"] = training.Threads,
        ["precision"] = Json.Name(training.Precision),
        ["device"] = training.Device,
    };

    private static JsonArray Widths(IEnumerable<int> widths) => new([.. widths.Select(width => (JsonNode?)width)]);
}
