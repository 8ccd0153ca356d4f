using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Engine;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Training;

namespace Elbo.Recipes;

/// <summary>Some of the options of a run, under the names of the command line; null leaves an option as it is.</summary>
public sealed record OptionOverrides
{
    /// <inheritdoc cref="VaeOptions.Hidden"/>
    public IReadOnlyList<int>? Hidden { get; init; }

    /// <summary>Widths of the decoder's hidden layers; where only <see cref="Hidden"/> is given, its mirror image.</summary>
    public IReadOnlyList<int>? DecoderHidden { get; init; }

    /// <inheritdoc cref="VaeOptions.Latents"/>
    public int? Latents { get; init; }

    /// <inheritdoc cref="VaeOptions.Activation"/>
    public Activation? Activation { get; init; }

    /// <inheritdoc cref="TrainingOptions.Epochs"/>
    public int? Epochs { get; init; }

    /// <inheritdoc cref="TrainingOptions.Batch"/>
    public int? Batch { get; init; }

    /// <inheritdoc cref="TrainingOptions.LearningRate"/>
    [JsonPropertyName("lr")]
    public double? LearningRate { get; init; }

    /// <inheritdoc cref="TrainingOptions.Beta"/>
    public double? Beta { get; init; }

    /// <inheritdoc cref="TrainingOptions.Binarization"/>
    public Binarization? Binarization { get; init; }

    /// <inheritdoc cref="TrainingOptions.Reduction"/>
    public Reduction? Reduction { get; init; }

    /// <inheritdoc cref="TrainingOptions.Validation"/>
    public int? Validation { get; init; }

    /// <inheritdoc cref="TrainingOptions.Seed"/>
    public ulong? Seed { get; init; }

    /// <inheritdoc cref="TrainingOptions.Threads"/>
    public int? Threads { get; init; }

    /// <inheritdoc cref="TrainingOptions.Engine"/>
    public EngineKind? Engine { get; init; }

    /// <inheritdoc cref="TrainingOptions.Precision"/>
    public Precision? Precision { get; init; }

    /// <inheritdoc cref="TrainingOptions.Device"/>
    public string? Device { get; init; }

    /// <summary>The model's options with these laid over them.</summary>
    public VaeOptions Apply(VaeOptions model) => model with
    {
        Hidden = Hidden ?? model.Hidden,
        DecoderHidden = DecoderHidden ?? (Hidden is null ? model.DecoderHidden : [.. Hidden.Reverse()]),
        Latents = Latents ?? model.Latents,
        Activation = Activation ?? model.Activation,
    };

    /// <summary>The training options with these laid over them.</summary>
    public TrainingOptions Apply(TrainingOptions training) => training with
    {
        Epochs = Epochs ?? training.Epochs,
        Batch = Batch ?? training.Batch,
        LearningRate = LearningRate ?? training.LearningRate,
        Beta = Beta ?? training.Beta,
        Binarization = Binarization ?? training.Binarization,
        Reduction = Reduction ?? training.Reduction,
        Validation = Validation ?? training.Validation,
        Seed = Seed ?? training.Seed,
        Threads = Threads ?? training.Threads,
        Engine = Engine ?? training.Engine,
        Precision = Precision ?? training.Precision,
        Device = Device ?? training.Device,
    };
}
