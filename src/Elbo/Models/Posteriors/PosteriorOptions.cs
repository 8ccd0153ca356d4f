using System.Text.Json.Serialization;
using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models.Posteriors;

/// <summary>
/// Which q(z given x) a model has. In <c>run.json</c> it is an object of its name and its numbers; a diagonal Gaussian has none there. A
/// posterior of another assembly is a sealed record derived from this one; <see cref="Describe"/> and <see cref="Create"/> are required.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "name")]
[JsonDerivedType(typeof(DiagonalGaussianPosterior), "diagonal_gaussian")]
public abstract record PosteriorOptions
{
    /// <summary>Its name and its numbers, for people: <c>diagonal Gaussian</c>.</summary>
    public abstract string Describe();

    /// <summary>Validation errors of its numbers, one sentence each: the value found, the range allowed, what to do. Default none.</summary>
    protected internal virtual IEnumerable<string> Faults() => [];

    /// <summary>
    /// Makes the head that reads the posterior off the encoder's features, [B, H] → q(z given x). Its parameters are drawn like the net's.
    /// </summary>
    /// <param name="request">The model that it is part of.</param>
    public abstract nn.Module<Tensor, Posterior> Create(PosteriorRequest request);

    /// <summary>Names and shapes of the head's tensors, below <c>latent_z</c>. A kind that does not list them is built once and asked.</summary>
    internal virtual IEnumerable<(string Name, long[] Shape)> Tensors(PosteriorRequest request)
    {
        using var head = Create(request);
        return ModuleTensors.Of("latent_z", head);
    }
}

/// <summary>What a posterior's head is made for.</summary>
/// <param name="Model">The options that it is part of, fitted and without faults.</param>
/// <param name="Features">Width H of the encoder's output.</param>
public sealed record PosteriorRequest(VaeOptions Model, int Features)
{
    /// <summary>Number L of latent dimensions of z.</summary>
    public int Latents => Model.Latents;
}

/// <summary>A Gaussian with a diagonal covariance: a mean and a log-variance for each latent dimension.</summary>
public sealed record DiagonalGaussianPosterior : PosteriorOptions
{
    /// <inheritdoc/>
    public override string Describe() => "diagonal Gaussian";

    /// <inheritdoc/>
    public override nn.Module<Tensor, Posterior> Create(PosteriorRequest request) => new DiagonalGaussianHead(request.Features, request.Latents);

    internal override IEnumerable<(string Name, long[] Shape)> Tensors(PosteriorRequest request) =>
        LayerTensors.Gaussian("latent_z", request.Features, request.Latents);
}
