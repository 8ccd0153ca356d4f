using System.Text.Json.Nodes;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Settings;
using Elbo.Training;
using Elbo.Training.Schedules;

namespace Elbo.Cli.Verbs;

/// <summary>Every option of a recipe under a recipe file's keys, the defaults filled in; those that do not apply are absent.</summary>
internal static class RecipeOptions
{
    public static JsonObject Of(OptionOverrides given)
    {
        var model = given.Apply(new VaeOptions());
        var training = given.Apply(TrainingOptions.For(model));
        var options = new JsonObject
        {
            ["model"] = model.Net.Name,
            ["latents"] = model.Latents,
            ["activation"] = Json.Name(model.Activation),
            ["likelihood"] = model.Likelihood.Name,
            ["epochs"] = training.Epochs,
            ["batch"] = training.Batch,
            ["lr"] = training.LearningRate,
            ["lr_schedule"] = training.LearningRateSchedule.Name,
            ["adam_beta1"] = training.AdamBeta1,
            ["adam_beta2"] = training.AdamBeta2,
            ["adam_epsilon"] = training.AdamEpsilon,
            ["init"] = Json.Name(training.Initialization),
            ["output_bias"] = Json.Name(training.OutputBias),
            ["beta"] = training.Beta,
            ["warmup"] = training.Cycle is null ? training.Warmup : null,
            ["binarization"] = Json.Name(training.Binarization),
            ["reduction"] = Json.Name(training.Reduction),
            ["validation"] = training.Validation,
            ["seed"] = training.Seed,
            ["engine"] = Json.Name(training.Engine),
            ["threads"] = training.Threads,
            ["precision"] = Json.Name(training.Precision),
            ["device"] = training.Device,
            ["checkpoint_every"] = training.CheckpointEvery.ToString(),
            ["on_nan"] = Json.Name(training.OnNan),
        };
        foreach (var kind in new[] { OptionOverrides.Of(training.Objective), OptionOverrides.Of(model.Likelihood), OptionOverrides.Of(model.Prior) })
            foreach (var (name, value) in kind.ToJson())
                options[name] = value!.DeepClone();
        // Some belong to others that are given, and have defaults there alone.
        if (model.Net is MlpOptions)
            (options["hidden"], options["decoder_hidden"]) = (Json.Array(model.Hidden), Json.Array(model.DecoderHidden));
        if (model.Net is ConvolutionalOptions net)
            (options["channels"], options["norm"]) = (net.Channels is { } widths ? Json.Array(widths) : "from the data", Json.Name(net.Norm));
        if (model.Net is ResNetOptions residual)
            options["blocks"] = residual.Blocks;
        if (training.LearningRateSchedule is StepRate step)
            (options["lr_steps"], options["lr_gamma"]) = (Json.Array(step.Epochs), step.Gamma);
        if (training.Cycle is { } cycle)
        {
            options.Remove("warmup");
            (options["cycles"], options["cycle_rise"]) = (given.Cycles, training.Warmup / cycle);
        }
        return options;
    }
}
