using System.Globalization;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Recipes;
using Elbo.Training;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Screens;

/// <summary>All of one recipe: every option, those that it leaves at their defaults marked.</summary>
internal static class RecipeView
{
    public static void Write(IAnsiConsole console, Recipe recipe, string nameToType)
    {
        var facts = new FactList(console, nameWidth: 14);
        facts.Heading(recipe.Name);
        facts.Add("what", recipe.Description);
        facts.Add("data", recipe.Data);
        facts.Add("published", recipe.Published is { } published ? $"{published} nats per example ({published.Source})" : "no figure");
        console.WriteLine();

        facts.Heading("Options");
        var given = recipe.Options;
        var model = given.Apply(new VaeOptions());
        var training = given.Apply(TrainingOptions.For(model));
        Show("hidden", string.Join(',', model.Hidden), given.Hidden is not null);
        Show("decoder-hidden", string.Join(',', model.DecoderHidden), given.DecoderHidden is not null || given.Hidden is not null);
        Show("latents", model.Latents, given.Latents is not null);
        Show("activation", Json.Name(model.Activation), given.Activation is not null);
        Show("likelihood", model.Likelihood.Name, given.Likelihood is not null);
        if (model.Likelihood is Gaussian gaussian)
            Show("sigma", gaussian.Sigma, given.Sigma is not null);
        Show("epochs", training.Epochs, given.Epochs is not null);
        Show("batch", training.Batch, given.Batch is not null);
        Show("lr", training.LearningRate, given.LearningRate is not null);
        Show("beta", training.Beta, given.Beta is not null);
        if (training.Cycle is { } cycle)
        {
            Show("cycles", given.Cycles!, true);
            Show("cycle-rise", training.Warmup / cycle, given.CycleRise is not null);
        }
        else
            Show("warmup", training.Warmup, given.Warmup is not null);
        Show("binarization", Json.Name(training.Binarization), given.Binarization is not null);
        Show("reduction", Json.Name(training.Reduction), given.Reduction is not null);
        Show("validation", training.Validation, given.Validation is not null);
        Show("seed", training.Seed, given.Seed is not null);
        Show("engine", Json.Name(training.Engine), given.Engine is not null);
        Show("threads", training.Threads == 0 ? "one a core" : training.Threads, given.Threads is not null);
        Show("precision", Json.Name(training.Precision), given.Precision is not null);
        Show("device", training.Device, given.Device is not null);
        console.WriteLine();
        console.WriteLine($"Run it: elbo train --recipe {nameToType}");

        void Show(string name, object value, bool isGiven)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{value}");
            facts.Add(name, isGiven ? text : Invariant($"{text,-11}  default"), isGiven ? null : Color.Grey);
        }
    }
}
