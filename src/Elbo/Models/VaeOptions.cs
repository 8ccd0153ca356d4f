using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;

namespace Elbo.Models;

/// <summary>The size and make of a VAE. The defaults are the seed repository's network, 784-512-512-20-512-784.</summary>
public sealed record VaeOptions
{
    /// <summary>The shape of one example. Default 28×28.</summary>
    public ImageShape Shape { get; init; } = new(1, 28, 28);

    /// <summary>What encoder and decoder are made of. Default dense layers.</summary>
    [JsonIgnore]
    public NetOptions Net { get; init; } = new MlpOptions();

    /// <summary>Widths of the encoder's hidden layers, from the input on, of a dense net; another has none. Default 512, 512.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> Hidden { get; init; } = [512, 512];

    /// <summary>Widths of the decoder's hidden layers, from z on, of a dense net; another has none. Default 512.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> DecoderHidden { get; init; } = [512];

    // In JSON a dense net is its two lists of widths, as it was before there were others, and another net is one object: null is not written,
    // and what is absent is null here.
    [JsonInclude]
    [JsonPropertyName("net")]
    internal NetOptions? WrittenNet { get => Net is MlpOptions ? null : Net; init => Net = value ?? Net; }

    [JsonInclude]
    [JsonPropertyName("hidden")]
    internal IReadOnlyList<int> WrittenHidden { get => Net is MlpOptions ? Hidden : null!; init => Hidden = value ?? Hidden; }

    [JsonInclude]
    [JsonPropertyName("decoder_hidden")]
    internal IReadOnlyList<int> WrittenDecoderHidden { get => Net is MlpOptions ? DecoderHidden : null!; init => DecoderHidden = value ?? DecoderHidden; }

    /// <summary>Number L of latent dimensions. Default 20.</summary>
    public int Latents { get; init; } = 20;

    /// <summary>The non-linearity after each hidden layer. Default ReLU; SiLU of a residual net.</summary>
    public Activation Activation { get => activation ?? Net.UsualActivation; init => activation = value; }

    private readonly Activation? activation;

    /// <summary>p(x given z). Default Bernoulli.</summary>
    // A run.json of format 1 has no likelihood, and the generated reader then passes null.
    public Likelihood Likelihood { get; init => field = value ?? new Bernoulli(); } = new Bernoulli();

    /// <summary>p(z). Default N(0, I).</summary>
    // Absent in older run.json, as the likelihood is.
    public PriorOptions Prior { get; init => field = value ?? new StandardNormalOptions(); } = new StandardNormalOptions();

    /// <summary>q(z given x). Default a diagonal Gaussian.</summary>
    [JsonIgnore]
    public PosteriorOptions Posterior { get; init; } = new DiagonalGaussianPosterior();

    // Not written where it is the default, as in the runs from before there were others.
    [JsonInclude]
    [JsonPropertyName("posterior")]
    internal PosteriorOptions? WrittenPosterior { get => Posterior is DiagonalGaussianPosterior ? null : Posterior; init => Posterior = value ?? Posterior; }

    /// <summary>Numbers that the decoder gives for an example: the likelihood's parameters, as planes of D.</summary>
    [JsonIgnore]
    public int DecoderOutputs => Likelihood.Outputs(Shape.Size);

    /// <summary>The same with every size that was left to the shape of the images filled in.</summary>
    public VaeOptions Fitted() => this with { Net = Net.Fitted(Shape) };

    /// <summary>How many examples may go through the net at once: fewer than usual where its maps are large.</summary>
    /// <param name="usual">Examples of a small net.</param>
    internal int Rows(int usual) => (int)Math.Clamp(MostFloats / Net.Floats(this), 1, usual);

    /// <summary>Checks every option.</summary>
    /// <exception cref="OptionsException">One or more options are out of range; the message names all of them.</exception>
    public void Validate() => OptionsException.ThrowIfAny([.. Faults()]);

    internal IEnumerable<string> Faults()
    {
        if (Shape.Channels < 1 || Shape.Height < 1 || Shape.Width < 1)
            yield return $"the shape was {Shape}; every side must be at least 1.";
        else if ((Int128)Shape.Channels * Shape.Height * Shape.Width is var size && size * Math.Max(1, Likelihood.Planes) > int.MaxValue)
            yield return $"the shape was {Shape}: {size} values, for each of which the likelihood takes {Likelihood.Planes}; {int.MaxValue} in all are the most. Use smaller images.";
        if (Latents is < 1 or > MaxWidth)
            yield return $"latents was {Latents}; it must be from 1 to {MaxWidth}. Use --latents 20.";
        if (!Enum.IsDefined(Activation))
            yield return $"activation was {Activation}; it must be one of {string.Join(", ", Enum.GetNames<Activation>()).ToLowerInvariant()}.";
        foreach (var fault in Net.Faults(this).Concat(Likelihood.Faults()).Concat(Prior.Faults()).Concat(Prior.Faults(this)).Concat(Posterior.Faults()))
            yield return fault;
    }

    internal const int MaxWidth = 65_536;

    private const int MaxLayers = 1000;

    /// <summary>Numbers of a pass over several examples, 256 MB.</summary>
    private const long MostFloats = 64 << 20;

    /// <summary>What is wrong with the widths of hidden layers; null where nothing.</summary>
    internal static string? WidthsFault(IReadOnlyList<int> widths)
    {
        if (widths.Count == 0)
            return "had no layers; it must have at least one.";
        if (widths.Count > MaxLayers)
            return $"had {widths.Count} layers; {MaxLayers} are the most.";
        foreach (var width in widths)
            if (width is < 1 or > MaxWidth)
                return $"had a layer of width {width}; each must be from 1 to {MaxWidth}.";
        return null;
    }

    /// <summary>The layers between the images, whose size the data decides: <c>512-512-z20-512</c>, <c>conv 32-64-128, z20</c>.</summary>
    [JsonIgnore]
    public string Layers => Net.Layers(this);

    /// <summary>The network as people write it: <c>784-512-512-z20-512-784</c>, <c>conv 32-64-128, z20</c>, with its posterior and its prior where they are
    /// not the usual ones.</summary>
    public string Describe() => Net.Describe(this) + (Posterior is DiagonalGaussianPosterior ? "" : $", {Posterior.Describe()}")
        + (Prior is StandardNormalOptions ? "" : $", {Prior.Describe()}");

    /// <summary>Equal when every option is, layer lists by their content.</summary>
    public bool Equals(VaeOptions? other) =>
        other is not null && Shape == other.Shape && Net == other.Net && Latents == other.Latents && Activation == other.Activation && Likelihood == other.Likelihood && Prior == other.Prior && Posterior == other.Posterior
        && Hidden.SequenceEqual(other.Hidden) && DecoderHidden.SequenceEqual(other.DecoderHidden);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shape, Net.Name, Latents, Activation, Likelihood, Prior, Hidden.Count, DecoderHidden.Count);
}
