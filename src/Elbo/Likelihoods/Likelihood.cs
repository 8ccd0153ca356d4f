using System.Text.Json.Serialization;
using Elbo.Data;
using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>
/// p(x given z): reads the decoder's output as the parameters of a distribution over one example. A value without weights, equal to
/// another of the same kind and numbers; in <c>run.json</c> an object of its name and its numbers.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(Bernoulli), "bernoulli")]
[JsonDerivedType(typeof(Gaussian), "gaussian")]
public abstract record Likelihood
{
    /// <summary>Which one it is.</summary>
    [JsonIgnore]
    public abstract LikelihoodKind Kind { get; }

    /// <summary>The name that run files and the command line use, such as <c>bernoulli</c>.</summary>
    [JsonIgnore]
    public string Name => Kind.ToString().ToLowerInvariant();

    /// <summary>The binarization that suits it, where none is asked for.</summary>
    [JsonIgnore]
    public abstract Binarization UsualBinarization { get; }

    /// <summary>Its name and its numbers, for people: <c>Gaussian σ 0.1</c>.</summary>
    public abstract string Describe();

    /// <summary>log p(x given z) for each example, summed over its D dimensions.</summary>
    /// <param name="target">x, shape [B, D].</param>
    /// <param name="parameters">The decoder's output, shape [B, D].</param>
    /// <returns>Nats, shape [B].</returns>
    public abstract Tensor LogProbability(Tensor target, Tensor parameters);

    /// <summary>E[x given z].</summary>
    /// <param name="parameters">The decoder's output, shape [B, D].</param>
    /// <returns>Shape [B, D].</returns>
    public abstract Tensor Mean(Tensor parameters);

    /// <summary>What is wrong with its numbers.</summary>
    internal virtual IEnumerable<string> Faults() => [];
}
