using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;

namespace Elbo.Models;

/// <summary>The options of a VAE's network. The defaults are the seed repository's network, 784-512-512-20-512-784.</summary>
public sealed record VaeOptions
{
    /// <summary>The shape of one example. Default 28×28.</summary>
    public ImageShape Shape { get; init; } = new(1, 28, 28);

    /// <summary>The kind of encoder and decoder. Default dense layers.</summary>
    [JsonIgnore]
    [Setting("model", "Encoder and decoder: dense layers, convolutions, or residual blocks", IsCommon = true, Group = "Network",
        Default = "from the data; resnet with --channels, --blocks or --norm; mlp with a recipe")]
    public NetOptions Net { get; init; } = new MlpOptions();

    /// <summary><see cref="MlpOptions.Hidden"/> of a dense net; another has none.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> Hidden { get => Dense?.Hidden ?? []; init => Net = Dense is { } dense ? dense with { Hidden = value } : Net; }

    /// <summary><see cref="MlpOptions.DecoderHidden"/> of a dense net; another has none.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> DecoderHidden
    {
        get => Dense?.DecoderHidden ?? [];
        init => Net = Dense is { } dense ? dense with { DecoderHidden = value } : Net;
    }

    // In JSON a dense net is its two lists of widths, as before there were other nets, and any other net is an object. Null is not written,
    // and an absent key is null here.
    [JsonInclude]
    [JsonPropertyName("net")]
    internal NetOptions? WrittenNet { get => Dense is null ? Net : null; init => Net = value ?? Net; }

    [JsonInclude]
    [JsonPropertyName("hidden")]
    internal IReadOnlyList<int> WrittenHidden { get => Dense?.Hidden!; init => Hidden = value ?? Hidden; }

    [JsonInclude]
    [JsonPropertyName("decoder_hidden")]
    internal IReadOnlyList<int> WrittenDecoderHidden { get => Dense?.DecoderHidden!; init => DecoderHidden = value ?? DecoderHidden; }

    [JsonInclude]
    [JsonPropertyName("dropout")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal double WrittenDropout { get => Dense?.Dropout ?? 0; init => Net = Dense is { } dense ? dense with { Dropout = value } : Net; }

    [JsonInclude]
    [JsonPropertyName("batch_norm")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal bool WrittenBatchNorm { get => Dense?.BatchNorm ?? false; init => Net = Dense is { } dense ? dense with { BatchNorm = value } : Net; }

    private MlpOptions? Dense => Net as MlpOptions;

    /// <summary>Number L of latent dimensions. Default 20.</summary>
    [Setting("latents", "Number of latent dimensions", Min = 1, Max = MaxWidth, Symbol = "L", IsCommon = true)]
    public int Latents { get; init; } = 20;

    /// <summary>The non-linearity after each hidden layer. Default ReLU; SiLU for a residual net.</summary>
    [Setting("activation", "Non-linearity of the hidden layers", Default = "relu; silu with --model resnet")]
    public Activation Activation { get => activation ?? Net.UsualActivation; init => activation = value; }

    private readonly Activation? activation;

    /// <summary>p(x given z). Default Bernoulli.</summary>
    // A run.json of format 1 has no likelihood, and the generated reader then passes null.
    [Setting(
        "likelihood",
        "p(x given z): bernoulli for binary values, a Gaussian or Laplace density for grey ones, discretized-logistic, logistic-mixture, "
        + "beta-binomial or categorical for the probability of bytes",
        IsCommon = true)]
    public Likelihood Likelihood { get; init => field = value ?? new Bernoulli(); } = new Bernoulli();

    /// <summary>p(z). Default N(0, I).</summary>
    // Absent from older run.json files, like the likelihood.
    [Setting("prior", "p(z): N(0, I), a learned mixture of Gaussians, a VampPrior, or a second stochastic layer", IsCommon = true)]
    public PriorOptions Prior { get; init => field = value ?? new StandardNormalOptions(); } = new StandardNormalOptions();

    /// <summary>q(z given x). Default a diagonal Gaussian.</summary>
    [JsonIgnore]
    [Setting("posterior", "Family of q(z given x)")]
    public PosteriorOptions Posterior { get; init; } = new DiagonalGaussianPosterior();

    // Not written if it is the default, as in runs from before there were others.
    [JsonInclude]
    [JsonPropertyName("posterior")]
    internal PosteriorOptions? WrittenPosterior { get => Posterior is DiagonalGaussianPosterior ? null : Posterior; init => Posterior = value ?? Posterior; }

    /// <summary>The part of an image that the model is given: it is p(the rest given this part), and its prior depends on what is seen. Null (the default)
    /// is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Setting("condition-region", "The part of each image that is given: the model learns to complete the rest", Symbol = "REGION",
        Allowed = SeenRegion.Allowed, Default = "none")]
    public string? ConditionRegion { get; init; }

    /// <summary>The region for people; null without one.</summary>
    internal string? GivenRegion => ConditionRegion is { } region ? SeenRegion.Describe(region) : null;

    /// <summary>Numbers C of the condition c in p(x given z, c) and q(z given x, c). Default 0: no condition.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ConditionWidth { get; init; }

    /// <summary>Number K of classes if the condition is a class y that the model infers: p(x given z, y), q(z given x, y), and a classifier q(y given x).
    /// Default 0: none is inferred.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal int Classes { get; init; }

    /// <summary>The decoder's outputs for an example: the likelihood's parameters, as planes of D.</summary>
    [JsonIgnore]
    public int DecoderOutputs => Likelihood.Outputs(Shape.Size);

    /// <summary>A copy with all sizes that depend on the shape of the images.</summary>
    public VaeOptions Fitted() => this with { Net = Net.Fitted(Shape) };

    /// <summary>A copy that takes a condition, or infers it.</summary>
    /// <param name="condition">Its columns; null for none.</param>
    internal VaeOptions Under(ConditionSchema? condition) => this with
    {
        ConditionWidth = condition?.Inputs ?? 0,
        Classes = condition is { IsInferred: true } ? condition.Inputs : 0,
    };

    /// <summary>The number of examples that pass through the net at once: fewer than usual if its maps are large.</summary>
    /// <param name="usual">The number for a small net.</param>
    internal int Rows(int usual) => (int)Math.Clamp(MostFloats / Net.Floats(this), 1, usual);

    /// <summary>Checks every option.</summary>
    /// <exception cref="OptionsException">One or more options are out of range; the message names all of them.</exception>
    public void Validate() => OptionsException.ThrowIfAny([.. Faults()]);

    internal IEnumerable<string> Faults()
    {
        if (Shape.Channels < 1 || Shape.Height < 1 || Shape.Width < 1)
            yield return $"the shape was {Shape}; every side must be at least 1.";
        else if ((Int128)Shape.Channels * Shape.Height * Shape.Width is var size && size * Math.Max(1, Likelihood.Planes) > int.MaxValue)
            yield return $"the shape was {Shape}: {size} values with {Likelihood.Planes} outputs each; "
                + $"at most {int.MaxValue} outputs are allowed. Use smaller images.";
        if (ConditionWidth is < 0 or > MaxWidth)
            yield return $"the condition had {ConditionWidth} numbers; they must be from 0, for none, to {MaxWidth}.";
        else if (ConditionWidth > 0 && !Net.TakesCondition)
            yield return $"the model takes a condition, but the net {Net.Name} has no place for one. Use --model mlp.";
        if (ConditionRegion is { } region)
            foreach (var fault in RegionFaults(region))
                yield return fault;
        if (Classes != 0 && (Classes < 2 || Classes != ConditionWidth))
            yield return $"the model had {Classes} classes and a condition of {ConditionWidth} numbers; it takes 2 classes or more, and one number for each.";
        if (Classes > 0 && Net.OptionOfTraining is { } option)
            yield return $"{option} was given, but the rows of a step are then the classes of an example, which it does not know. Leave --{option} out, "
                + "or use another objective than m2.";
        foreach (var fault in Setting.Faults(this).Concat(Net.Faults(this)).Concat(Prior.Faults(this)))
            yield return fault;
    }

    private IEnumerable<string> RegionFaults(string region)
    {
        if (Likelihood.IsOfRows)
            yield return "condition-region was given, but the rows of a table have no regions. Leave --condition-region out, or use --condition COLUMN.";
        else if (SeenRegion.Fault(region, Shape) is { } fault)
            yield return fault;
        if (Prior is not ConditionalOptions)
            yield return $"condition-region was {region}, but the prior {Prior.Name} does not depend on what is seen. Use --prior conditional too.";
        if (ConditionWidth > 0)
            yield return $"condition-region was {region}, but the model has another condition already. Leave out --condition or --condition-region.";
        if (Net.OptionOfTraining is { } option)
            yield return $"{option} was given with condition-region, whose net for a first guess has none. Leave --{option} out.";
    }

    internal const int MaxWidth = 65_536;

    /// <summary>The most numbers of a pass over several examples, 256 MB.</summary>
    private const long MostFloats = 64 << 20;

    /// <summary>The layers between the images, whose size the data decides: <c>512-512-z20-512</c>, <c>conv 32-64-128, z20</c>.</summary>
    [JsonIgnore]
    public string Layers => Net.Layers(this);

    /// <summary>The network as people write it: <c>784-512-512-z20-512-784</c>, <c>conv 32-64-128, z20</c>, with its posterior and its prior where they are
    /// not the usual ones.</summary>
    public string Describe() => Net.Describe(this) + (Posterior is DiagonalGaussianPosterior ? "" : $", {Posterior.Describe()}")
        + (Prior is StandardNormalOptions ? "" : $", {Prior.Describe()}")
        + (Classes > 0 ? $", {Classes} classes" : ConditionWidth == 0 ? "" : $", condition {ConditionWidth}")
        + (ConditionRegion is null ? "" : $", given {GivenRegion}");

    /// <summary>Equal if all options are; lists of layers are compared by content.</summary>
    public bool Equals(VaeOptions? other) => other is not null && Shape == other.Shape && Net == other.Net && Latents == other.Latents
        && Activation == other.Activation && Likelihood == other.Likelihood && Prior == other.Prior && Posterior == other.Posterior
        && ConditionWidth == other.ConditionWidth && Classes == other.Classes && ConditionRegion == other.ConditionRegion;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shape, Net, Latents, Activation, Likelihood, Prior);
}
