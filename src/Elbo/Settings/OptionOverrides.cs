using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Files;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Objectives;
using Elbo.Training;
using Elbo.Training.Schedules;

namespace Elbo.Settings;

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

    /// <inheritdoc cref="VaeOptions.Net"/>
    public string? Model { get; init; }

    /// <inheritdoc cref="ConvolutionalOptions.Channels"/>
    public IReadOnlyList<int>? Channels { get; init; }

    /// <inheritdoc cref="ResNetOptions.Blocks"/>
    public int? Blocks { get; init; }

    /// <inheritdoc cref="ConvolutionalOptions.Norm"/>
    public Normalization? Norm { get; init; }

    /// <inheritdoc cref="VaeOptions.Likelihood"/>
    public string? Likelihood { get; init; }

    /// <inheritdoc cref="Gaussian.Sigma"/>
    public double? Sigma { get; init; }

    /// <inheritdoc cref="Laplace.Scale"/>
    public double? Scale { get; init; }

    /// <inheritdoc cref="LevelLikelihood.Levels"/>
    public int? Levels { get; init; }

    /// <inheritdoc cref="LogisticMixture.Logistics"/>
    public int? Logistics { get; init; }

    /// <inheritdoc cref="VaeOptions.Prior"/>
    public string? Prior { get; init; }

    /// <summary>Components of a mixture, or pseudo-inputs of a VampPrior, K.</summary>
    public int? Components { get; init; }

    /// <inheritdoc cref="HierarchicalOptions.Latents"/>
    public int? TopLatents { get; init; }

    /// <inheritdoc cref="HierarchicalOptions.Hidden"/>
    public IReadOnlyList<int>? TopHidden { get; init; }

    /// <inheritdoc cref="TrainingOptions.Epochs"/>
    public int? Epochs { get; init; }

    /// <inheritdoc cref="TrainingOptions.Batch"/>
    public int? Batch { get; init; }

    /// <inheritdoc cref="TrainingOptions.LearningRate"/>
    [JsonPropertyName("lr")]
    public double? LearningRate { get; init; }

    /// <inheritdoc cref="TrainingOptions.LearningRateSchedule"/>
    public string? LrSchedule { get; init; }

    /// <summary>After how many epochs the learning rate falls, for <see cref="StepRate"/>.</summary>
    public IReadOnlyList<int>? LrSteps { get; init; }

    /// <summary>What it is multiplied with there; 0.1 where only <see cref="LrSteps"/> is given.</summary>
    public double? LrGamma { get; init; }

    /// <inheritdoc cref="TrainingOptions.AdamBeta1"/>
    [JsonPropertyName("adam_beta1")]
    public double? AdamBeta1 { get; init; }

    /// <inheritdoc cref="TrainingOptions.AdamBeta2"/>
    [JsonPropertyName("adam_beta2")]
    public double? AdamBeta2 { get; init; }

    /// <inheritdoc cref="TrainingOptions.AdamEpsilon"/>
    public double? AdamEpsilon { get; init; }

    /// <inheritdoc cref="TrainingOptions.Initialization"/>
    public WeightInitialization? Init { get; init; }

    /// <inheritdoc cref="TrainingOptions.OutputBias"/>
    public OutputBias? OutputBias { get; init; }

    /// <inheritdoc cref="TrainingOptions.Objective"/>
    public string? Objective { get; init; }

    /// <summary>Draws k of each example in a bound.</summary>
    public int? K { get; init; }

    /// <summary>Bounds m of k draws each, for <see cref="Miwae"/> and <see cref="Piwae"/>.</summary>
    public int? M { get; init; }

    /// <summary>How the gradient of the posterior's parameters is estimated.</summary>
    public GradientEstimator? Estimator { get; init; }

    /// <inheritdoc cref="Objectives.Capacity.Target"/>
    public double? Capacity { get; init; }

    /// <inheritdoc cref="Objectives.Capacity.Epochs"/>
    public double? CapacityEpochs { get; init; }

    /// <inheritdoc cref="Objectives.Capacity.Gamma"/>
    public double? Gamma { get; init; }

    /// <inheritdoc cref="Objectives.FreeBits.Lambda"/>
    public double? FreeBits { get; init; }

    /// <inheritdoc cref="Ciwae.Beta"/>
    public double? CiwaeBeta { get; init; }

    /// <inheritdoc cref="TrainingOptions.Beta"/>
    public double? Beta { get; init; }

    /// <summary>Epochs over which β rises from 0, once.</summary>
    public double? Warmup { get; init; }

    /// <summary>How many times β rises from 0 over the epochs that are trained, M.</summary>
    public int? Cycles { get; init; }

    /// <summary>The share of a cycle in which β rises, R; 0.5 where only <see cref="Cycles"/> is given.</summary>
    public double? CycleRise { get; init; }

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

    /// <inheritdoc cref="TrainingOptions.CheckpointEvery"/>
    public CheckpointInterval? CheckpointEvery { get; init; }

    /// <inheritdoc cref="TrainingOptions.OnNan"/>
    public NonFinitePolicy? OnNan { get; init; }

    /// <summary>Reads options from JSON, under the names of a recipe: those of the command line with _ for -.</summary>
    /// <exception cref="JsonException">A key is unknown, or a value is of another type.</exception>
    public static OptionOverrides FromJson(JsonObject options) => options.Deserialize<OptionOverrides>(KindJson.Indented)!;

    /// <summary>The options that are given, as a recipe has them.</summary>
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, KindJson.Indented)!.AsObject();

    /// <summary>The options that are given, as words of the command line, unquoted: <c>--hidden</c>, <c>512,512</c>.</summary>
    public IEnumerable<string> Words() => ToJson().SelectMany(option => CommandWords.Option($"--{option.Key.Replace('_', '-')}", Word(option.Value)));

    private static string Word(JsonNode? value) => (value is JsonArray list ? string.Join(',', list) : $"{value}").Replace('_', '-');

    /// <summary>Those that give an objective, its numbers included.</summary>
    public static OptionOverrides Of(Objectives.Objective objective) => ObjectiveOptions.Of(objective);

    /// <summary>Those that give a likelihood, its numbers included.</summary>
    public static OptionOverrides Of(Likelihood likelihood) => LikelihoodOptions.Of(likelihood);

    /// <summary>Those that give a prior, its sizes included.</summary>
    public static OptionOverrides Of(PriorOptions prior) => PriorSizes.Of(prior);

    /// <summary>These laid over others: what is not given here is taken from there. New widths replace the mirror image too, another net
    /// its sizes, a warm-up replaces cycles, and cycles a warm-up.</summary>
    public OptionOverrides Over(OptionOverrides below)
    {
        var merged = (below with
        {
            DecoderHidden = Hidden is null ? below.DecoderHidden : null,
            Warmup = Cycles is null ? below.Warmup : null,
            Cycles = Warmup is null ? below.Cycles : null,
            CycleRise = Warmup is null ? below.CycleRise : null,
            LrSteps = LrSchedule is null ? below.LrSteps : null,
            LrGamma = LrSchedule is null ? below.LrGamma : null,
        }).ToJson();
        // Another kind starts from its own numbers.
        foreach (var (isOther, names) in new (bool, IEnumerable<string>)[]
        {
            (Model is { } net && net != (below.Model ?? "mlp"), NetSizes.Names),
            (Prior is { } prior && prior != below.Prior, PriorSizes.Names),
            (Likelihood is { } likelihood && likelihood != below.Likelihood, LikelihoodOptions.Names),
            (Objective is { } objective && objective != (below.Objective ?? "elbo"), ObjectiveOptions.Names),
        })
            foreach (var name in isOther ? names : [])
                merged.Remove(name);
        foreach (var (name, value) in ToJson())
            merged[name] = value!.DeepClone();
        return FromJson(merged);
    }

    /// <summary>The model's options with these laid over them.</summary>
    public VaeOptions Apply(VaeOptions model) => (Activation is { } activation ? model with { Activation = activation } : model) with
    {
        Net = NetSizes.Apply(this, model.Net),
        Hidden = Hidden ?? model.Hidden,
        DecoderHidden = DecoderHidden ?? (Hidden is null ? model.DecoderHidden : [.. Hidden.Reverse()]),
        Latents = Latents ?? model.Latents,
        Likelihood = LikelihoodOptions.Apply(this, model.Likelihood),
        Prior = PriorSizes.Apply(this, model.Prior),
    };

    /// <summary>The training options with these laid over them.</summary>
    public TrainingOptions Apply(TrainingOptions training) => BetaNumbers.Apply(this, training) with
    {
        Epochs = Epochs ?? training.Epochs,
        Batch = Batch ?? training.Batch,
        LearningRate = LearningRate ?? training.LearningRate,
        LearningRateSchedule = LearningRateNumbers.Apply(this, training.LearningRateSchedule, Epochs ?? training.Epochs),
        AdamBeta1 = AdamBeta1 ?? training.AdamBeta1,
        AdamBeta2 = AdamBeta2 ?? training.AdamBeta2,
        AdamEpsilon = AdamEpsilon ?? training.AdamEpsilon,
        Initialization = Init ?? training.Initialization,
        OutputBias = OutputBias ?? training.OutputBias,
        Objective = ObjectiveOptions.Apply(this, training.Objective),
        Binarization = Binarization ?? training.Binarization,
        Reduction = Reduction ?? training.Reduction,
        Validation = Validation ?? training.Validation,
        Seed = Seed ?? training.Seed,
        Threads = Threads ?? training.Threads,
        Engine = Engine ?? training.Engine,
        Precision = Precision ?? training.Precision,
        Device = Device ?? training.Device,
        CheckpointEvery = CheckpointEvery ?? training.CheckpointEvery,
        OnNan = OnNan ?? training.OnNan,
    };

    /// <summary>What does not fit together, or cannot be seen any more once the options are applied.</summary>
    /// <param name="model">The model's options with these laid over them.</param>
    /// <param name="present">The objective that they are laid over; the ELBO by default.</param>
    public IEnumerable<string> Faults(VaeOptions model, Objectives.Objective? present = null)
    {
        foreach (var fault in ObjectiveOptions.Faults(this, ObjectiveOptions.Apply(this, present ?? new EvidenceLowerBound())))
            yield return fault;
        foreach (var fault in LikelihoodOptions.Faults(this, model.Likelihood))
            yield return fault;
        foreach (var fault in NetSizes.Faults(this, model.Net).Concat(PriorSizes.Faults(this, model.Prior)).Concat(LearningRateNumbers.Faults(this)).Concat(BetaNumbers.Faults(this)))
            yield return fault;
    }

    /// <summary>Equal when they give the same options the same values.</summary>
    public bool Equals(OptionOverrides? other) => other is not null && JsonNode.DeepEquals(ToJson(), other.ToJson());

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().Count;
}
