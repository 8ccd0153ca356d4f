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

    /// <summary>
    /// For a model with a condition: the column of each condition, by the condition's name. Default empty: columns of those names. A text or a number in
    /// a column of names is one of the values; any other value is any if the model has learned that, and makes the outputs NaN if it has not.
    /// </summary>
    public IReadOnlyDictionary<string, string> Conditions { get; init; } = new Dictionary<string, string>();

    internal VaeOutput[] Outputs => [new("squared_error", SquaredError, true), new("neg_elbo", NegElbo, true), new("mu", Codes, false)];
}
