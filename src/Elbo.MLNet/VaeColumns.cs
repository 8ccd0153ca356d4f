namespace Elbo.MLNet;

/// <summary>
/// The names of the columns that a VAE adds; null leaves one out. The scores have z at the posterior's mean, so an
/// image always has the same score; the higher, the less it looks like what the model was trained on.
/// </summary>
public sealed record VaeColumns
{
    /// <summary>Squared distance of image and reconstruction, summed over the dimensions: a <see cref="float"/>. Default "SquaredError".</summary>
    public string? SquaredError { get; init; } = "SquaredError";

    /// <summary>−ELBO, nats: a <see cref="float"/>. Default null. A model whose prior is not the standard normal has none.</summary>
    public string? NegElbo { get; init; }

    /// <summary>The mean of q(z given x): a vector of L <see cref="float"/>. Default null.</summary>
    public string? Codes { get; init; }

    internal void Validate()
    {
        string[] names = [.. new[] { SquaredError, NegElbo, Codes }.OfType<string>()];
        if (names.Length == 0)
            throw new ArgumentException("No column is named; name at least one of SquaredError, NegElbo and Codes.", "outputColumns");
        if (names.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException("The name of a column is empty; name it, or set it to null to leave the column out.", "outputColumns");
        if (names.Length != names.Distinct().Count())
            throw new ArgumentException($"Two of the columns {string.Join(", ", names)} have the same name; each needs its own.", "outputColumns");
    }
}
