using System.CommandLine;
using Elbo.Cli.Screens;
using Elbo.Settings;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo recipes [NAME]</c>: the named experiments, or all of one.</summary>
internal static class RecipesVerb
{
    public const string Description = "List the named experiments with their published figures, or show one in full.";

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "One recipe, or a .json file.",
            Arity = ArgumentArity.ZeroOrOne,
            CompletionSources = { Suggestions.Recipes },
        };
        var json = CommonOptions.Json();
        var command = new Command("recipes", Description) { name, json };
        command.SetAction(parsed => Show(terminal, parsed.GetValue(name), parsed.GetValue(json)));
        return command.WithExamples("elbo recipes", "elbo recipes flax", "elbo train --recipe flax");
    }

    private static int Show(Terminal terminal, string? name, bool json)
    {
        if (name is not null)
        {
            var recipe = RecipeBook.Read(name);
            if (json)
                terminal.Out.WriteLine(RecipeJson.Of(recipe));
            else
                RecipeView.Write(terminal.Words(json), recipe, name);
            return ExitCode.Done;
        }

        var recipes = RecipeBook.Names.Select(RecipeBook.Read).ToList();
        if (json)
            terminal.Out.WriteLine(RecipeJson.Of(recipes));
        else
            RecipesView.Write(terminal.Words(json), recipes);
        return ExitCode.Done;
    }
}
