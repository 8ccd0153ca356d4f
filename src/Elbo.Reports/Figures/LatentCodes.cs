namespace Elbo.Reports.Figures;

/// <summary>The posteriors of N examples over L latents.</summary>
internal sealed record LatentCodes
{
    /// <summary>Takes ownership of the values; nothing is copied.</summary>
    /// <param name="latents">L, at least 1.</param>
    /// <param name="means">The means of q(z given x), shape [N, L].</param>
    /// <param name="deviations">Its standard deviations, shape [N, L]; null or empty without.</param>
    /// <exception cref="ArgumentException">The lengths don't fit each other.</exception>
    public LatentCodes(int latents, ReadOnlyMemory<float> means, ReadOnlyMemory<float>? deviations = null)
    {
        if (latents < 1)
            throw new ArgumentException($"latents was {latents}; it must be at least 1.", nameof(latents));
        if (means.Length % latents != 0)
            throw new ArgumentException($"{means.Length} means are not a whole number of codes of {latents} latents.", nameof(means));
        // A null float[] arrives here as an empty memory.
        if (deviations is { IsEmpty: true })
            deviations = null;
        if (deviations is { } given && given.Length != means.Length)
            throw new ArgumentException(
                $"There are {means.Length} means but {given.Length} standard deviations; give one for each, or null.", nameof(deviations));
        (Latents, Means, Deviations) = (latents, means, deviations);
    }

    /// <summary>The latent dimensions, L.</summary>
    public int Latents { get; }

    /// <summary>Posterior means, shape [N, L].</summary>
    public ReadOnlyMemory<float> Means { get; }

    /// <summary>Posterior standard deviations, shape [N, L]; null if not given.</summary>
    public ReadOnlyMemory<float>? Deviations { get; }

    /// <summary>The number of examples, N.</summary>
    public int Count => Means.Length / Latents;

    internal (float Mean, float Deviation) At(int example, int latent) =>
        (Means.Span[example * Latents + latent], Deviations is { } deviations ? deviations.Span[example * Latents + latent] : 0);
}
