using Elbo.Data;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Settings;
using Elbo.Training;

namespace Elbo;

/// <summary>A resolved request: the options of the run, its folder, and the command that repeats it. A plan has no faults that show without its
/// data, and has read nothing.</summary>
public sealed record TrainingPlan
{
    private readonly TrainingRequest request;

    private TrainingPlan(TrainingRequest request) => this.request = request;

    /// <summary>The data set's name or path.</summary>
    public string Data { get; private init; } = "";

    /// <summary>How image files and text tables are read; null for the defaults.</summary>
    public DataOptions? DataOptions { get; private init; }

    /// <summary>The recipe's name; null for none.</summary>
    public string? Recipe { get; private init; }

    /// <summary>The run folder.</summary>
    public string Folder { get; private init; } = "";

    /// <summary>The model's options. The data gives the shape, and a table its likelihood.</summary>
    public VaeOptions Model { get; private init; } = new();

    /// <summary>The training options.</summary>
    public TrainingOptions Training { get; private init; } = new();

    /// <summary>The words of the command that repeats the run, unquoted and without the folder, the program's name first; null when continuing a
    /// run without one.</summary>
    public IReadOnlyList<string>? Command { get; private init; } = [];

    /// <summary>Options that were chosen because of the data, and why, in sentences; empty before the data is read.</summary>
    public IReadOnlyList<string> Reasons { get; private init; } = [];

    /// <summary>True if the plan continues a run that has nothing left to train.</summary>
    internal bool IsDone => Run?.IsDone(Training) == true;

    /// <summary>The run whose options are kept; null if the plan is based on a recipe or the defaults.</summary>
    private RunManifest? Run { get; init; }

    private SchemaRules Rules => Run is null ? SchemaRules.ForData(Data) : SchemaRules.For(Run.Schema);

    /// <summary>Plans a new run: first the recipe, then the request's settings.</summary>
    /// <exception cref="OptionsException">The request has faults; the message names all of them.</exception>
    public static TrainingPlan Of(TrainingRequest request) => Of(request, choice: null);

    /// <summary>Continues the run in a folder from its last checkpoint, with its own data.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="settings">Changes that <see cref="ResumeRules"/> allow, such as more epochs; null changes nothing.</param>
    /// <param name="clock">The clock; the system's by default.</param>
    /// <exception cref="OptionsException">Settings differ that must not.</exception>
    /// <exception cref="RunException">There is no run, it cannot be continued, or another process trains it.</exception>
    /// <exception cref="DataException">The data is missing or damaged.</exception>
    public static TrainingRun Resume(string folder, SettingValues? settings = null, TimeProvider? clock = null) =>
        OfRun(new() { Folder = folder, Settings = settings ?? new() }).Resume(TrainingHost.With(clock));

    /// <summary>Reads the data and makes the run. Nothing is written before all options are valid.</summary>
    /// <param name="replace">True replaces a run in the folder.</param>
    /// <param name="clock">The clock; the system's by default.</param>
    /// <exception cref="OptionsException">Options do not fit the data.</exception>
    /// <exception cref="RunException">The folder already holds a run, or cannot be written.</exception>
    /// <exception cref="DataException">The data is missing or damaged.</exception>
    public TrainingRun Start(bool replace = false, TimeProvider? clock = null)
    {
        RunFolder.ThrowIfTaken(Folder, replace);
        return Start(TrainingHost.With(clock), replace);
    }

    /// <summary>Trains to the last epoch: starts the run if the folder has none, continues it if it stopped, and takes it as it is if it is done.</summary>
    /// <param name="progress">Called after every step.</param>
    /// <param name="cancellation">Stops after the current step; the same call then continues.</param>
    /// <returns>The model with the best weights; it belongs to the caller.</returns>
    /// <exception cref="OptionsException">Options do not fit the data.</exception>
    /// <exception cref="RunException">The folder holds another run than the plan makes, or cannot be written.</exception>
    /// <exception cref="DataException">The data is missing or damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public TrainedVae Train(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var run = StartOrResume(TrainingHost.Of(cancellation));
        return run is null ? TrainedVae.Load(Folder, Training.Device) : run.Train(progress, cancellation);
    }

    /// <summary>Plans to continue the run in the request's folder; options that the request leaves out stay the run's.</summary>
    /// <exception cref="OptionsException">The request names something that cannot change; the message shows both sides.</exception>
    /// <exception cref="RunException">There is no run.</exception>
    internal static TrainingPlan OfRun(TrainingRequest request) => Of(request, RunFolder.Open(request.ResumedFolder).ReadManifest());

    /// <summary>Plans a run with the options of another one.</summary>
    /// <param name="request">The changes, and the folder.</param>
    /// <param name="run">The run whose options are kept.</param>
    /// <param name="seed">Another seed; null for the run's.</param>
    internal static TrainingPlan Of(TrainingRequest request, RunManifest run, ulong? seed = null)
    {
        OptionsException.ThrowIfAny([.. RequestRules.Faults(request, run)]);
        var training = request.Settings.Apply(run.Training);
        training = training with { Seed = seed ?? training.Seed };
        return new(request)
        {
            Data = run.Data.Name,
            DataOptions = run.Data.Options,
            Recipe = run.Recipe,
            Folder = request.ResumedFolder,
            Model = run.Model,
            Training = training,
            Command = run.CommandWith(training),
            Run = run,
        };
    }

    /// <summary>Reads the data and creates the run, whose folder was checked before.</summary>
    internal TrainingRun Start(TrainingHost host, bool replace = false)
    {
        var (plan, data) = Read(host);
        host.OnRead(plan);
        // A run of a series keeps the name that the first has for its data.
        data = Run is null ? data : data with { Name = Run.Data.Name };
        return TrainingRun.Start(host, Folder, data, plan.Model, plan.Training, new(plan.Recipe, plan.Command), replace);
    }

    /// <summary>Continues the run that the plan was made from.</summary>
    internal TrainingRun Resume(TrainingHost host)
    {
        var (_, data) = Read(host);
        return TrainingRun.Resume(host, Folder, data, Training);
    }

    /// <summary>Starts the run if the folder has none, and continues it otherwise.</summary>
    /// <returns>Null if the run is done.</returns>
    /// <exception cref="RunException">The folder holds another run than the plan makes.</exception>
    internal TrainingRun? StartOrResume(TrainingHost host)
    {
        if (!RunFolder.IsAt(Folder))
            return Start(host);
        var rest = RestOf(RunFolder.Open(Folder).ReadManifest());
        return rest.IsDone ? null : rest.Resume(host);
    }

    private static TrainingPlan Of(TrainingRequest request, ModelChoice? choice)
    {
        var recipe = request.Recipe is not null ? RecipeBook.Read(request.Recipe) : null;
        var named = PlanSettings.Of(request);
        var settings = PlanSettings.WithRegion(named.Over(recipe?.Options ?? choice?.Options ?? new()));
        var data = request.Data ?? recipe?.Data ?? "mnist";
        var rules = SchemaRules.ForData(data);
        var model = settings.Apply(rules.UsualModel);
        var name = recipe?.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(data)).Split('.')[0];
        var plan = new TrainingPlan(request)
        {
            Data = data,
            DataOptions = request.DataOptions,
            Recipe = recipe?.Name,
            Folder = request.Folder ?? Path.Combine("runs", name),
            Model = model,
            Training = settings.Apply(rules.UsualTraining(model)),
            Command = PlanSettings.Command(request, data, choice is null ? named : named.Over(choice.Options)),
            Reasons = choice is null ? [] : [choice.Reason],
        };
        OptionsException.ThrowIfAny([.. RequestRules.Faults(request, plan, settings)]);
        return plan;
    }

    /// <summary>The rest of a run that this plan has begun.</summary>
    private TrainingPlan RestOf(RunManifest run)
    {
        var made = request.Recipe is null && PlanSettings.ChoiceFor(run, request) is { } choice ? Of(request, choice) : this;
        var faults = made.Differences(run).ToList();
        if (faults.Count > 0 || run.EpochsDone > made.Training.Epochs)
            throw new RunException($"{Folder} holds another run than {Recipe ?? "this plan"} makes ({run.Model.Describe()}, {run.EpochsDone} epochs"
                + $"{string.Concat(faults.Select(fault => "; " + fault.Split(';')[0]))}). Choose another folder with --out.");
        return Of(new() { Folder = Folder, Settings = request.Settings.With("epochs", made.Training.Epochs) }, run);
    }

    private IEnumerable<string> Differences(RunManifest run)
    {
        var model = SchemaRules.For(run.Schema).Fit(Model, run.Schema) with { ConditionWidth = run.Model.ConditionWidth, Classes = run.Model.Classes };
        if (model != run.Model)
            yield return $"the plan's model is {model.Describe()}";
        if (request.Data is not null && request.Data != run.Data.Name)
            yield return $"it was trained on {run.Data.Name}";
        if (!(DataOptions?.Condition ?? []).SequenceEqual(run.Data.Options?.Condition ?? []))
            yield return $"its condition is {string.Join(',', run.Data.Options?.Condition ?? ["none"])}";
        // A run's seed or engine does not matter if the request names none.
        var training = Training with
        {
            Seed = request.Settings.Has("seed") ? Training.Seed : run.Training.Seed,
            Engine = request.Settings.Has("engine") ? Training.Engine : run.Training.Engine,
        };
        foreach (var fault in ResumeRules.Faults(training, run.Training))
            yield return fault;
    }

    /// <summary>The plan with the options that its data decides, and the data.</summary>
    private (TrainingPlan Plan, Dataset Data) Read(TrainingHost host)
    {
        if (Run is not null)
            return (this, Rules.Read(Run, RunDataPlace.Of(RunFolder.Named(Folder), Run.Data, request.Data), host.Load));
        var data = Rules.Read(Data, request.Columns, DataOptions, host.Load);
        var choice = request.Recipe is null ? Rules.Choice(data.Schema.Shape, data.Train.Count, PlanSettings.Of(request)) : null;
        var plan = choice is null ? this : Of(request, choice);
        return (plan with { Reasons = [.. plan.Reasons, .. Rules.Remarks(Data, request.Columns, DataOptions)] }, data);
    }
}
