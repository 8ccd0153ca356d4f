using Elbo.Compute.Engine;
using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models.Posteriors;

/// <summary>
/// The kind of q(z given x). In <c>run.json</c> it is an object of its name and settings; a diagonal Gaussian is left out. A
/// posterior of another assembly is a sealed record derived from this one; <see cref="Describe"/> and <see cref="Create"/> are required.
/// </summary>
[Family("posterior")]
public abstract record PosteriorOptions : Kind
{
    /// <summary>Its name and its settings, for display: <c>diagonal Gaussian</c>.</summary>
    public abstract override string Describe();

    /// <summary>True where each q(z given x) is a Gaussian with a diagonal covariance.</summary>
    internal virtual bool IsDiagonalGaussian => false;

    /// <summary>
    /// Makes the head that computes the posterior from the encoder's features, [B, H] → q(z given x). Its parameters are drawn like the net's.
    /// </summary>
    /// <param name="request">The model that it belongs to.</param>
    public abstract nn.Module<Tensor, Posterior> Create(PosteriorRequest request);

    /// <summary>Names and shapes of the head's tensors, below <c>latent_z</c>. By default a module is built once and read.</summary>
    internal virtual IEnumerable<(string Name, long[] Shape)> Tensors(PosteriorRequest request)
    {
        using var head = Create(request);
        return ModuleTensors.Of("latent_z", head);
    }
}

/// <summary>A posterior that can be written into an ONNX graph, which has room for a mean and a log-variance. Another one is refused by name.</summary>
internal interface IOnnxPosterior
{
    /// <param name="layers">The model's layers.</param>
    /// <param name="h">The encoder's features, [N, H].</param>
    /// <returns>[N, L] each.</returns>
    (string Mu, string LogVar) Parameters(OnnxLayers layers, string h);
}

/// <summary>The model that a posterior's head is made for.</summary>
/// <param name="Model">The options that it belongs to, complete and valid.</param>
/// <param name="Features">Width H of the encoder's output.</param>
public sealed record PosteriorRequest(VaeOptions Model, int Features)
{
    /// <summary>Number L of latent dimensions of z.</summary>
    public int Latents => Model.Latents;
}

/// <summary>A Gaussian with a diagonal covariance: a mean and a log-variance for each latent dimension.</summary>
[Kind("diagonal-gaussian", "A mean and a log-variance per latent dimension", Order = 0)]
internal sealed record DiagonalGaussianPosterior : PosteriorOptions, IOnnxPosterior
{
    /// <inheritdoc/>
    public override string Describe() => "diagonal Gaussian";

    internal override bool IsDiagonalGaussian => true;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Posterior> Create(PosteriorRequest request) => new DiagonalGaussianHead(request.Features, request.Latents);

    internal override IEnumerable<(string Name, long[] Shape)> Tensors(PosteriorRequest request) =>
        LayerTensors.Gaussian("latent_z", request.Features, request.Latents);

    (string Mu, string LogVar) IOnnxPosterior.Parameters(OnnxLayers layers, string h) =>
        (layers.Linear("latent_z.mu", h), layers.Limited(layers.Linear("latent_z.logvar", h), LogVariance.Most));
}
