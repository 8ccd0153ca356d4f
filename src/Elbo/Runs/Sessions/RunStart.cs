using Elbo.Compute.Distributed;
using Elbo.Compute.Native;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Training;

namespace Elbo.Runs.Sessions;

/// <summary>Creates a run folder and a fresh model. Nothing is written before all options are valid.</summary>
/// <param name="path">The run folder to make.</param>
/// <param name="origin">Recipe and command line, for the record.</param>
/// <param name="replace">True replaces an existing run.</param>
/// <param name="clock">The clock.</param>
/// <param name="communicator">The processes that train together.</param>
internal sealed class RunStart(string path, RunOrigin? origin, bool replace, TimeProvider clock, Communicator communicator)
{
    /// <param name="data">The training data.</param>
    /// <param name="model">The model's options; null for the usual ones.</param>
    /// <param name="training">The training options; null for those that suit the model.</param>
    public RunSession On(Dataset data, VaeOptions? model, TrainingOptions? training)
    {
        var rules = SchemaRules.For(data.Schema);
        model ??= rules.UsualModel;
        var condition = ConditionOf(data, training?.Objective.Infers(data), training?.ConditionDropout);
        data = condition is null ? data : data.With(condition);
        model = rules.Fit(model, data.Schema).Under(condition);
        training ??= TrainingOptions.For(model);
        OptionsException.ThrowIfAny([.. model.Faults(), .. training.Faults(), .. rules.Faults(model, training)]);
        ThrowIfTaken();
        rules.ThrowIfUnfit(data, model, training);
        var examples = data.Validated(training.Validation);
        return Begin(training.Objective.Prepare(examples, training.Seed), RunData.Of(data, examples), model, training);
    }

    /// <summary>A fresh model and its trainer.</summary>
    public static Trainer NewTrainer(VaeOptions model, TrainingOptions training, Dataset data, TimeProvider clock, Communicator communicator)
    {
        var vae = new Vae(model, training.Seed);
        if (training.Initialization != WeightInitialization.Pytorch)
            vae.Initialize(training.Initialization, training.Seed);
        if (training.OutputBias == OutputBias.Mean)
            SchemaRules.For(data.Schema).BiasToMean(vae, data.Train);
        return new(vae, training, clock, communicator);
    }

    /// <summary>The condition that the objective or the data's options ask for; null for none.</summary>
    /// <param name="data">The data.</param>
    /// <param name="inferred">The class that the objective infers; null for none.</param>
    /// <param name="dropout">The share of conditions that are hidden; null for none.</param>
    private static ConditionSchema? ConditionOf(Dataset data, ConditionSchema? inferred, double? dropout)
    {
        if (inferred is not null)
            return dropout is null ? inferred : throw new OptionsException([
                $"condition-dropout was {dropout}, but this objective infers the condition. Leave --condition-dropout out; --labels-known hides labels."]);
        if (data.Options?.Condition is { } names)
            return ConditionSchema.Of(data, names, hasAny: dropout is not null);
        return dropout is null ? null : throw new OptionsException([
            $"condition-dropout was {dropout}, but there is no condition to hide. Add --condition label, or leave --condition-dropout out."]);
    }

    private void ThrowIfTaken()
    {
        // Rank 0 may have created it meanwhile.
        if (communicator.IsFirst)
            RunFolder.ThrowIfTaken(path, replace);
    }

    private RunSession Begin(Dataset examples, RunData data, VaeOptions model, TrainingOptions training)
    {
        Libtorch.Load();
        var trainer = NewTrainer(model, training, examples, clock, communicator);
        if (communicator.IsFirst)
            RunFolder.Guard(path, () => Directory.CreateDirectory(path));
        var held = communicator.IsFirst ? RunLock.Take(path, clock) : null;
        try
        {
            var folder = communicator.IsFirst ? RunFolder.Create(path, replace) : RunFolder.Named(path);
            var manifest = new RunManifest
            {
                Plugins = RunPlugin.Of(model, training),
                Format = RunManifest.CurrentFormat,
                Status = RunStatus.Running,
                Started = clock.GetUtcNow(),
                Recipe = origin?.Recipe,
                Command = origin?.Command,
                Data = data,
                Table = examples.Schema.Columns,
                Condition = examples.Train.Conditions?.Schema,
                KnownLabels = RunManifest.LabelsOf(examples),
                Model = model,
                Training = training,
                Engine = trainer.Engine,
                Machine = RunMachine.Current(),
            };
            if (communicator.IsFirst)
                RunFolder.Guard(folder.Root, () =>
                {
                    folder.RemoveLeftovers();
                    folder.WriteManifest(manifest);
                    RunCheckpoint.Write(folder, Checkpoint.Capture(trainer), data, model, training);
                });
            return new(folder, manifest, trainer, examples, held, clock);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }
}
