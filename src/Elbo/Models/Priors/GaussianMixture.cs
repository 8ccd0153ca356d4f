using Elbo.Models.Posteriors;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Elbo.Models.Priors;

/// <summary>
/// A mixture of K Gaussians with diagonal covariances, as it is at one moment of training: Σ w_k N(z; mu_k, exp(logvar_k)).
/// </summary>
internal sealed class GaussianMixture
{
    private readonly Tensor mu, logVar, weights;
    private readonly Tensor factors, offset;

    /// <param name="components">The Gaussians, [K, L].</param>
    /// <param name="logits">Logarithms of their weights up to a constant, shape [K].</param>
    public GaussianMixture(DiagonalGaussian components, Tensor logits)
    {
        var logWeights = Functional.log_softmax(logits, 0);
        (mu, logVar, weights) = (components.Mu, components.LogVar, logWeights.exp());
        // In double precision: z²/var of a narrow component leaves a float no digits for the difference to the product.
        var (m, v) = (mu.to(ScalarType.Float64), logVar.to(ScalarType.Float64));
        var precision = (-v).exp();
        factors = cat([-0.5 * precision, m * precision], 1).t(); // [2L, K]
        offset = logWeights - 0.5 * (m.square() * precision + v + DiagonalGaussian.LogTwoPi).sum(1L); // [K]
    }

    private GaussianMixture(GaussianMixture from)
    {
        (mu, logVar, weights) = (Lasting(from.mu), Lasting(from.logVar), Lasting(from.weights));
        (factors, offset) = (Lasting(from.factors), Lasting(from.offset));
    }

    /// <summary>
    /// log Σ w_k N(z; mu_k, var_k). The quadratic is written out, −½z²/var + z·mu/var − ½mu²/var, so that all K are one matrix product and
    /// no tensor of shape [N, K, L] is made.
    /// </summary>
    /// <param name="z">Shape [N, L].</param>
    /// <returns>Nats, shape [N].</returns>
    public Tensor LogProbability(Tensor z)
    {
        var twice = z.to(ScalarType.Float64);
        var logs = addmm(offset, cat([twice.square(), twice], 1), factors, 1, 1); // [N, K]
        return logs.to(z.dtype).logsumexp(1);
    }

    /// <summary>Draws from the mixture: one more number of noise chooses the component, by its quantile.</summary>
    /// <param name="eps">Standard normal, shape [N, L + 1].</param>
    /// <returns>z, shape [N, L].</returns>
    public Tensor Sample(Tensor eps)
    {
        var latents = mu.shape[1];
        var quantile = 0.5 * (1 + (eps.narrow(1, latents, 1) / Math.Sqrt(2)).erf()); // [N, 1]
        var chosen = (quantile > weights.cumsum(0)).sum(1L).clamp_max(weights.shape[0] - 1);
        return new DiagonalGaussian(mu.index_select(0, chosen), logVar.index_select(0, chosen)).Sample(eps.narrow(1, 0, latents));
    }

    /// <summary>The same draws without tensors.</summary>
    public MixtureDraws Draws() => new(mu, logVar, weights);

    /// <summary>A copy that is detached from autograd and outlives the dispose scope.</summary>
    public GaussianMixture Kept() => new(this);

    /// <summary>Frees a <see cref="Kept"/> copy.</summary>
    public void Free()
    {
        foreach (var tensor in (Tensor[])[mu, logVar, weights, factors, offset])
            tensor.Dispose();
    }

    private static Tensor Lasting(Tensor tensor) => tensor.detach().clone().DetachFromDisposeScope();
}
