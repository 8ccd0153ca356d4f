using Elbo.Data;
using Elbo.Likelihoods;

namespace Elbo.Models;

/// <summary>The size and make of a VAE. The defaults are the seed repository's network, 784-512-512-20-512-784.</summary>
public sealed record VaeOptions
{
    /// <summary>The shape of one example. Default 28×28.</summary>
    public ImageShape Shape { get; init; } = new(1, 28, 28);

    /// <summary>Widths of the encoder's hidden layers, from the input on. Default 512, 512.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [512, 512];

    /// <summary>Widths of the decoder's hidden layers, from z on. Default 512.</summary>
    public IReadOnlyList<int> DecoderHidden { get; init; } = [512];

    /// <summary>Number L of latent dimensions. Default 20.</summary>
    public int Latents { get; init; } = 20;

    /// <summary>The non-linearity after each hidden layer. Default ReLU.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>p(x given z). Default Bernoulli.</summary>
    // A run.json of format 1 has no likelihood, and the generated reader then passes null.
    public Likelihood Likelihood { get; init => field = value ?? new Bernoulli(); } = new Bernoulli();

    /// <summary>p(z). Default N(0, I).</summary>
    // Absent in older run.json, as the likelihood is.
    public PriorOptions Prior { get; init => field = value ?? new StandardNormalOptions(); } = new StandardNormalOptions();

    /// <summary>Numbers that the decoder gives: the likelihood's parameters of one example.</summary>
    internal int DecoderOutputs => Likelihood.Outputs(Shape.Size);

    /// <summary>Checks every option.</summary>
    /// <exception cref="OptionsException">One or more options are out of range; the message names all of them.</exception>
    public void Validate() => OptionsException.ThrowIfAny([.. Faults()]);

    internal IEnumerable<string> Faults()
    {
        if (Shape.Channels < 1 || Shape.Height < 1 || Shape.Width < 1)
            yield return $"the shape was {Shape}; every side must be at least 1.";
        if (Latents is < 1 or > MaxWidth)
            yield return $"latents was {Latents}; it must be from 1 to {MaxWidth}. Use --latents 20.";
        if (WidthsFault(Hidden) is { } hidden)
            yield return $"hidden {hidden} Use --hidden 512,512.";
        if (WidthsFault(DecoderHidden) is { } decoderHidden)
            yield return $"decoder-hidden {decoderHidden} Use --decoder-hidden 512.";
        if (!Enum.IsDefined(Activation))
            yield return $"activation was {Activation}; it must be one of {string.Join(", ", Enum.GetNames<Activation>()).ToLowerInvariant()}.";
        foreach (var fault in Likelihood.Faults().Concat(Prior.Faults()))
            yield return fault;
    }

    internal const int MaxWidth = 65_536;

    /// <summary>What is wrong with the widths of hidden layers; null where nothing.</summary>
    internal static string? WidthsFault(IReadOnlyList<int> widths)
    {
        if (widths.Count == 0)
            return "had no layers; it must have at least one.";
        foreach (var width in widths)
            if (width is < 1 or > MaxWidth)
                return $"had a layer of width {width}; each must be from 1 to {MaxWidth}.";
        return null;
    }

    /// <summary>The network as people write it: <c>784-512-512-z20-512-784</c>, with its prior where that is no standard normal.</summary>
    public string Describe() =>
        string.Join('-', [Shape.Size, .. Hidden]) + $"-z{Latents}-" + string.Join('-', [.. DecoderHidden, Shape.Size])
        + (Prior is StandardNormalOptions ? "" : $", {Prior.Describe()}");

    /// <summary>Equal when every option is, layer lists by their content.</summary>
    public bool Equals(VaeOptions? other) =>
        other is not null && Shape == other.Shape && Latents == other.Latents && Activation == other.Activation && Likelihood == other.Likelihood && Prior == other.Prior
        && Hidden.SequenceEqual(other.Hidden) && DecoderHidden.SequenceEqual(other.DecoderHidden);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shape, Latents, Activation, Likelihood, Prior, Hidden.Count, DecoderHidden.Count);
}
