using Elbo.Compute.Distributed;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Settings;
using Elbo.Training;

namespace Elbo.Cli.Verbs;

/// <summary>What a person asked <c>elbo train</c> for.</summary>
internal sealed record TrainRequest(string? Data, string? Recipe, string? Output, OptionOverrides Overrides, bool Resume, bool Force, IReadOnlyDictionary<string, ColumnKind>? Columns = null)
{
    /// <summary>How image files are read; null where nothing was asked for.</summary>
    public DataOptions? DataOptions { get; init; }

    /// <summary>Reads the data.</summary>
    public Func<string, DataOptions?, Dataset> Load { get; init; } = (data, options) => Datasets.Load(data, options);

    /// <summary>The processes that train together.</summary>
    public Communicator Communicator { get; init; } = Communicator.Alone;

    /// <summary>The folder to continue.</summary>
    /// <exception cref="OptionsException">None was named.</exception>
    public string ResumedFolder => Output ?? throw new OptionsException(["--resume needs the run to continue. Use --resume --out RUN."]);

    /// <summary>What suits the images where neither a recipe nor the option itself says otherwise; null where that is the defaults.</summary>
    public ModelChoice? Choose(ImageSet images) => Recipe is null ? ModelChoice.For(images, Named) : null;

    /// <summary>The options of the command line. Stages, blocks and norms mean a net that has all of them, where neither a net nor a recipe is named.</summary>
    private OptionOverrides Named => Recipe is null && Overrides is { Model: null, Hidden: null, DecoderHidden: null }
        && (Overrides.Channels, Overrides.Blocks, Overrides.Norm) is not (null, null, null)
        ? Overrides with { Model = NetKind.Resnet }
        : Overrides;

    /// <summary>Recipe first, then the options of the command line.</summary>
    /// <param name="chosen">What <see cref="Choose"/> chose; null before the data is known.</param>
    public TrainPlan Plan(OptionOverrides? chosen = null)
    {
        var recipe = Recipe is not null ? RecipeBook.Read(Recipe) : null;
        var options = Named.Over(recipe?.Options ?? chosen ?? new());
        var data = Data ?? recipe?.Data ?? "mnist";
        var isTable = TableFile.IsOne(data);
        var model = options.Apply(isTable ? TrainingRun.Modest : new VaeOptions());
        var training = options.Apply(isTable ? new() { Binarization = Binarization.None } : TrainingOptions.For(model));
        var name = recipe?.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(data)).Split('.')[0];
        return new(data, recipe?.Name, Output ?? Path.Combine("runs", name), options, model, training, Command(data, chosen is null ? Named : options), Columns) { DataOptions = DataOptions };
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
        if (DataOptions is not null && DataOptions != manifest.Data.Options)
            faults.Add("--crop, --size, --fit, --color, --background, --skip-bad or --labels differ from what the run reads its data by. Leave them out to resume.");
        if (Columns is not null)
            faults.Add("--columns was given with --resume, but the columns of a run are those it began with. Leave --columns out to resume.");
        faults.AddRange(Overrides.Faults(manifest.Model, manifest.Training.Objective));
        if (Overrides.Apply(manifest.Model) != manifest.Model)
            faults.Add($"the model's options differ: the run has {manifest.Model.Describe()} with {manifest.Model.Activation.ToString().ToLowerInvariant()} and likelihood {manifest.Model.Likelihood.Describe()}. Leave --model and its sizes, --latents, --activation, --likelihood and its numbers, --prior and its sizes out to resume.");
        faults.AddRange(ResumeRules.Faults(Overrides.Apply(manifest.Training), manifest.Training));
        if (faults.Count > 0)
            throw new OptionsException(faults);
    }

    /// <summary>The command that repeats this run, without where it goes.</summary>
    private string[] Command(string data, OptionOverrides options) =>
    [
        "elbo", "train", data,
        .. Recipe is null ? [] : CommandWords.Option("--recipe", Recipe),
        .. DataOptionSet.Words(DataOptions),
        .. Columns is null ? [] : CommandWords.Option("--columns", ColumnsOption.Write(Columns)),
        .. options.Words(),
    ];
}

/// <summary>A request, resolved: all options of the run to make.</summary>
internal sealed record TrainPlan(
    string Data, string? Recipe, string Output, OptionOverrides Options, VaeOptions Model, TrainingOptions Training, IReadOnlyList<string> Command,
    IReadOnlyDictionary<string, ColumnKind>? Columns)
{
    public DataOptions? DataOptions { get; init; }

    /// <summary>Names the faults of all options at once, before any data is read.</summary>
    public void Validate()
    {
        var faults = Options.Faults(Model).ToList();
        if (TableFile.IsOne(Data) && Options.Likelihood is { } likelihood)
            faults.Add($"likelihood was {Json.Name(likelihood)}, but each column of a table has its own. Leave --likelihood out, and use --columns NAME:KIND.");
        if (!TableFile.IsOne(Data) && Columns is not null)
            faults.Add($"columns was given, but {Data} is no table. Leave --columns out, or give a CSV file.");
        if (TableFile.IsOne(Data) && DataOptions is not null)
            faults.Add($"{DataOptionSet.Names(DataOptions)} was given, but {Data} is a table, and that is for images. Leave it out.");
        foreach (var check in new Action[] { (DataOptions ?? new()).Validate, Model.Validate, Training.Validate })
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
