namespace Elbo.Reports.Figures;

/// <summary>Options of <see cref="RateBars"/>.</summary>
internal sealed record RateBarsOptions
{
    /// <summary>True (the default) draws the largest rate first; false keeps the order of the latents.</summary>
    public bool Sorted { get; init; } = true;

    /// <summary>A latent is drawn as in use if its rate is above this, in nats per example. Default 0.01.</summary>
    public double ActiveAbove { get; init; } = 0.01;

    /// <summary>A short title; null for none.</summary>
    public string? Title { get; init; } = "Rate of each latent dimension";
}
