namespace Elbo.Models;

/// <summary>The posteriors of N examples, as plain numbers.</summary>
/// <param name="Count">N.</param>
/// <param name="Latents">L.</param>
/// <param name="Mu">Posterior means, shape [N, L], row-major.</param>
/// <param name="LogVar">Logarithms of the posterior variances, shape [N, L], row-major.</param>
public sealed record Codes(int Count, int Latents, float[] Mu, float[] LogVar)
{
    /// <summary>The posterior mean of one example, shape [L].</summary>
    public ReadOnlySpan<float> MuOf(int example) => Mu.AsSpan(example * Latents, Latents);

    /// <summary>The logarithm of the posterior variance of one example, shape [L].</summary>
    public ReadOnlySpan<float> LogVarOf(int example) => LogVar.AsSpan(example * Latents, Latents);
}
