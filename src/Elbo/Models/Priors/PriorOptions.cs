using System.Text.Json.Serialization;
using Elbo.Models.Posteriors;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>Which p(z) a model has, and its sizes. In <c>run.json</c> it is an object of its name and its numbers.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(StandardNormalOptions), "standard")]
[JsonDerivedType(typeof(MixtureOptions), "mixture")]
[JsonDerivedType(typeof(VampOptions), "vamp")]
[JsonDerivedType(typeof(HierarchicalOptions), "hierarchical")]
public abstract record PriorOptions
{
    /// <summary>Which one it is.</summary>
    [JsonIgnore]
    public abstract PriorKind Kind { get; }

    /// <summary>The name that run files and the command line use, such as <c>vamp</c>.</summary>
    [JsonIgnore]
    public string Name => Kind.ToString().ToLowerInvariant();

    /// <summary>Its name and its numbers, for people: <c>VampPrior K 500</c>.</summary>
    public abstract string Describe();

    /// <summary>What is wrong with its numbers.</summary>
    internal virtual IEnumerable<string> Faults() => [];

    /// <summary>Makes the prior.</summary>
    /// <param name="model">The options that it is part of.</param>
    /// <param name="encode">The model's encoder: [N, D] → q(z given x), [N, L].</param>
    internal abstract Prior Create(VaeOptions model, Func<Tensor, DiagonalGaussian> encode);
}
