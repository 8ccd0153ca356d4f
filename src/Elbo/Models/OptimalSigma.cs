using Elbo.Likelihoods;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>
/// The σ of a trained model with the likelihood <see cref="GaussianOptimal"/>, <c>likelihood.sigma</c> in the state dict, shape [1], which
/// evaluation uses, estimated on the training split. No optimizer changes it.
/// </summary>
internal sealed class OptimalSigma : nn.Module
{
    private const string Name = "sigma";

    public OptimalSigma() : base(nameof(OptimalSigma)) => register_buffer(Name, ones(1));

    /// <summary>The Gaussian with that σ.</summary>
    public Gaussian Likelihood => new(Math.Clamp(get_buffer(Name)!.ToDouble(), Gaussian.LeastSigma, Gaussian.MostSigma));

    public void Set(Gaussian estimate)
    {
        using var noGrad = no_grad();
        get_buffer(Name)!.fill_(estimate.Sigma);
    }
}
