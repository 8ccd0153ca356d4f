using System.Text.Json.Nodes;
using Elbo.Cli.Verbs;
using Elbo.Files;
using Elbo.Settings;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>A complete recipe: every option, with defaults marked.</summary>
internal static class RecipeView
{
    public static void Write(IAnsiConsole console, Recipe recipe, string nameToType)
    {
        var facts = new FactList(console, nameWidth: 16);
        facts.Heading(recipe.Name);
        facts.Add("what", recipe.Description);
        facts.Add("data", recipe.Data);
        facts.Add("published", recipe.Published is { } published ? $"{published} nats per example ({published.Source})" : "no figure");
        console.WriteLine();

        facts.Heading("Options");
        var given = recipe.Options.ToJson();
        foreach (var (name, value) in RecipeOptions.Of(recipe.Options))
        {
            var isGiven = given.ContainsKey(name);
            var text = name == "threads" && !isGiven ? "one per core" : value is JsonArray list ? string.Join(',', list) : value!.ToString();
            facts.Add(name.Replace('_', '-'), isGiven ? text : $"{text,-11}  default", isGiven ? null : Color.Grey);
        }
        console.WriteLine();
        console.WriteLine($"Run it: elbo train --recipe {CommandWords.Quote(nameToType)}");
    }
}
