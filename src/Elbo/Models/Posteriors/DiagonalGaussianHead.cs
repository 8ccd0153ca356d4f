using Elbo.Compute.Engine;
using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models.Posteriors;

/// <summary>Two linear heads, <c>mu</c> and <c>logvar</c>, that compute a posterior from the encoder's last layer; logvar is kept within ±40.</summary>
internal sealed class DiagonalGaussianHead : nn.Module<Tensor, Posterior>
{
    private readonly LinearLayer mu;
    private readonly LinearLayer logvar;

    /// <param name="inputs">Width H of the encoder's last layer.</param>
    /// <param name="latents">Number L of latent dimensions.</param>
    public DiagonalGaussianHead(int inputs, int latents) : base(nameof(DiagonalGaussianHead))
    {
        mu = new(inputs, latents);
        logvar = new(inputs, latents);
        RegisterComponents();
    }

    /// <param name="h">Shape [B, H].</param>
    /// <returns>The posterior of each example, [B, L].</returns>
    public override Posterior forward(Tensor h) =>
        new DiagonalGaussian(Project(mu, h), Project(logvar, h).clamp(-LogVariance.Most, LogVariance.Most));

    private static Tensor Project(LinearLayer layer, Tensor h) => Bf16Products.Single(Bf16Products.Linear(layer, h));
}
