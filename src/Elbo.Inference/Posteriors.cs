namespace Elbo.Inference;

/// <summary>q(z given x) of each of N images: a Gaussian with a diagonal covariance.</summary>
/// <param name="Count">N.</param>
/// <param name="Latents">L.</param>
/// <param name="Mu">Means, shape [N, L], row-major: the codes.</param>
/// <param name="LogVar">Log-variances, shape [N, L], row-major.</param>
public sealed record Posteriors(int Count, int Latents, float[] Mu, float[] LogVar)
{
    /// <summary>The code of one image, L numbers.</summary>
    public ReadOnlySpan<float> MuOf(int index) => Mu.AsSpan(index * Latents, Latents);
}
