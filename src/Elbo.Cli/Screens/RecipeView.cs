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
        var unit = recipe.Published is { IsAccuracy: true } ? "" : " nats per example";
        facts.Add("published", recipe.Published is { } published ? $"{published}{unit} ({published.Source})" : "no figure");
        console.WriteLine();

        facts.Heading("Options");
        var resolved = recipe.Resolved();
        foreach (var row in SettingTable.Rows)
            if (resolved[row.Name] is { } value)
            {
                var text = row.Name == "threads" && !recipe.Options.Has(row.Name) ? row.Default : Setting.Show(value);
                facts.Add(row.Name, recipe.Options.Has(row.Name) ? text : $"{text,-18}  default", recipe.Options.Has(row.Name) ? null : Color.Grey);
            }
        console.WriteLine();
        console.WriteLine($"Run it: elbo train --recipe {CommandWords.Quote(nameToType)}");
    }
}
