using System.Reflection;
using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Verbs;

public sealed class RecipesVerbTests
{
    /// <summary>A changed default or a new option is intended if the same change writes <c>elbo recipes --json</c> to Golden/recipes.json.</summary>
    [Fact]
    public async Task Recipes_AllOfThem_ResolveToTheOptionsInGolden()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Golden/recipes.json")!;
        Assert.Equal(Options(JsonNode.Parse(stream)!), Options(JsonNode.Parse((await Ran.Elbo("recipes", "--json")).Out)!));
    }

    // "flax.batch = 128": one line per option, ordered by name.
    private static IEnumerable<string> Options(JsonNode document) =>
        document["recipes"]!.AsArray().SelectMany(recipe => recipe!["options"]!.AsObject()
            .Append(new("data", recipe["data"]))
            .OrderBy(option => option.Key, StringComparer.Ordinal)
            .Select(option => $"{recipe["name"]}.{option.Key} = {option.Value?.ToJsonString()}"));
}
