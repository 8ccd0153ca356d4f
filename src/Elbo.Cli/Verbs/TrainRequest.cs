using System.Globalization;
using Elbo.Models;
using Elbo.Recipes;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Cli.Verbs;

/// <summary>What a person asked <c>elbo train</c> for.</summary>
internal sealed record TrainRequest(string? Data, string? Recipe, string? Output, OptionOverrides Overrides, bool Resume, bool Force)
{
    /// <summary>Recipe first, then the options of the command line.</summary>
    public TrainPlan Plan()
    {
        var recipe = Recipe is not null ? RecipeBook.Read(Recipe) : null;
        var options = Overrides.Over(recipe?.Options ?? new());
        var model = options.Apply(new VaeOptions());
        var training = options.Apply(TrainingOptions.For(model));
        var data = Data ?? recipe?.Data ?? "mnist";
        var name = recipe?.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(data)).Split('.')[0];
        return new(data, recipe?.Name, Output ?? Path.Combine("runs", name), options, model, training, Command(data));
    }

    /// <summary>On resuming, what is given must be what the run has.</summary>
    /// <exception cref="OptionsException">Something that cannot change differs; the message shows both sides.</exception>
    public void ThrowIfDiffers(RunManifest manifest)
    {
        var faults = new List<string>();
        if (Recipe is not null && Recipe != manifest.Recipe)
            faults.Add($"--recipe was {Recipe}, but the run was made with {manifest.Recipe ?? "none"}. Leave it out to resume.");
        if (Data is not null && Data != manifest.Data.Name)
            faults.Add($"DATA was {Data}, but the run learns from {manifest.Data.Name}. Leave it out to resume.");
        faults.AddRange(Overrides.Faults(manifest.Model));
        if (Overrides.Apply(manifest.Model) != manifest.Model)
            faults.Add($"the model's options differ: the run has {manifest.Model.Describe()} with {manifest.Model.Activation.ToString().ToLowerInvariant()} and likelihood {manifest.Model.Likelihood.Describe()}. Leave --hidden, --decoder-hidden, --latents, --activation, --likelihood, --sigma, --prior and its sizes out to resume.");
        var asked = Overrides.Apply(manifest.Training);
        Compare("--batch", asked.Batch, manifest.Training.Batch);
        Compare("--lr", asked.LearningRate, manifest.Training.LearningRate);
        Compare("--beta", asked.Beta, manifest.Training.Beta);
        Compare("the schedule of β", (asked with { Beta = manifest.Training.Beta }).BetaSchedule.Describe(), manifest.Training.BetaSchedule.Describe());
        Compare("--binarization", asked.Binarization, manifest.Training.Binarization);
        Compare("--reduction", asked.Reduction, manifest.Training.Reduction);
        Compare("--validation", asked.Validation, manifest.Training.Validation);
        Compare("--seed", asked.Seed, manifest.Training.Seed);
        Compare("--engine", asked.Engine, manifest.Training.Engine);
        Compare("--precision", asked.Precision, manifest.Training.Precision);
        if (faults.Count > 0)
            throw new OptionsException(faults);

        void Compare<T>(string option, T asked, T has)
        {
            if (!EqualityComparer<T>.Default.Equals(asked, has))
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{option} was {asked}, but the run has {has}; only --epochs, --device and --threads may change on --resume. Leave it out, or start a new run with --out."));
        }
    }

    /// <summary>The command line that repeats this run, without where it goes.</summary>
    private string Command(string data)
    {
        List<string> words = ["elbo train", Quote(data)];
        if (Recipe is not null)
            words.Add($"--recipe {Quote(Recipe)}");
        Add("--hidden", Overrides.Hidden is { } hidden ? string.Join(',', hidden) : null);
        Add("--decoder-hidden", Overrides.DecoderHidden is { } decoderHidden ? string.Join(',', decoderHidden) : null);
        Add("--latents", Overrides.Latents);
        Add("--activation", Overrides.Activation?.ToString().ToLowerInvariant());
        Add("--likelihood", Overrides.Likelihood?.ToString().ToLowerInvariant());
        Add("--sigma", Overrides.Sigma);
        Add("--prior", Overrides.Prior?.ToString().ToLowerInvariant());
        Add("--components", Overrides.Components);
        Add("--top-latents", Overrides.TopLatents);
        Add("--top-hidden", Overrides.TopHidden is { } topHidden ? string.Join(',', topHidden) : null);
        Add("--epochs", Overrides.Epochs);
        Add("--batch", Overrides.Batch);
        Add("--lr", Overrides.LearningRate);
        Add("--beta", Overrides.Beta);
        Add("--warmup", Overrides.Warmup);
        Add("--cycles", Overrides.Cycles);
        Add("--cycle-rise", Overrides.CycleRise);
        Add("--binarization", Overrides.Binarization?.ToString().ToLowerInvariant());
        Add("--reduction", Overrides.Reduction?.ToString().ToLowerInvariant());
        Add("--validation", Overrides.Validation);
        Add("--seed", Overrides.Seed);
        Add("--threads", Overrides.Threads);
        Add("--engine", Overrides.Engine?.ToString().ToLowerInvariant());
        Add("--precision", Overrides.Precision?.ToString().ToLowerInvariant());
        Add("--device", Overrides.Device);
        return string.Join(' ', words);

        void Add(string option, object? value)
        {
            if (value is not null)
                words.Add(string.Create(CultureInfo.InvariantCulture, $"{option} {value}"));
        }
    }

    /// <summary>A word as a shell takes it.</summary>
    internal static string Quote(string word) => word.Contains(' ') ? $"\"{word}\"" : word;
}

/// <summary>A request, resolved: all options of the run to make.</summary>
internal sealed record TrainPlan(string Data, string? Recipe, string Output, OptionOverrides Options, VaeOptions Model, TrainingOptions Training, string Command)
{
    /// <summary>Names the faults of all options at once, before any data is read.</summary>
    public void Validate()
    {
        var faults = Options.Faults(Model).ToList();
        foreach (var check in new Action[] { Model.Validate, Training.Validate })
            try
            {
                check();
            }
            catch (OptionsException e)
            {
                faults.AddRange(e.Faults);
            }
        if (faults.Count > 0)
            throw new OptionsException(faults);
    }
}
