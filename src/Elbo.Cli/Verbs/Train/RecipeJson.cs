using System.Text.Json.Nodes;
using Elbo.Settings;

namespace Elbo.Cli.Verbs;

/// <summary>The JSON document of <c>elbo recipes --json</c>: every option of a recipe, including defaults, under a recipe file's keys.</summary>
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
        ["options"] = recipe.Resolved().ToJson(),
        ["published"] = recipe.Published is not { } published ? null : new JsonObject
        {
            ["split"] = published.Split,
            ["metric"] = published.Metric,
            ["value"] = Json.Number(published.Value),
            ["samples"] = published.Samples,
            ["source"] = published.Source,
        },
    };
}
