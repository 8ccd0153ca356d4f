using System.Globalization;
using Elbo.Models;
using Elbo.Settings;
using Elbo.Training;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>Every recipe in two lines: its key options and published figure, and its description.</summary>
internal static class RecipesView
{
    public static void Write(IAnsiConsole console, IEnumerable<Recipe> recipes)
    {
        var table = new ColumnTable("recipe", "data", "model", ">epochs", "binarization", "published figure");
        foreach (var recipe in recipes)
        {
            var model = recipe.Options.Apply(new VaeOptions());
            var training = recipe.Options.Apply(TrainingOptions.For(model));
            table.AddNoted(recipe.Description,
                recipe.Name, recipe.Data, model.Layers,
                training.Epochs.ToString(CultureInfo.InvariantCulture), Json.Name(training.Binarization), recipe.Published?.ToString() ?? "–");
        }
        table.Write(console);
        console.WriteLine();
        console.WriteLine("−ELBO in nats per example, lower is better. All of one recipe: elbo recipes NAME");
        console.WriteLine("Run one: elbo train --recipe NAME");
    }
}
