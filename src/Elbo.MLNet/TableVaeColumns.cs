namespace Elbo.MLNet;

/// <summary>
/// The names of the columns that a VAE of a table adds; null leaves one out. The scores have z at the posterior's mean, so a row always has the same
/// score; the higher, the less it looks like what the model was trained on. They are infinite if a cell is unknown to the model.
/// </summary>
public sealed record TableVaeColumns
{
    /// <summary>−ELBO, nats: a <see cref="float"/>. Default "NegElbo". Null for a model whose prior has no ONNX form.</summary>
    public string? NegElbo { get; init; } = "NegElbo";

    /// <summary>−log p(x given z), nats: a <see cref="float"/>. Default null.</summary>
    public string? Distortion { get; init; }

    /// <summary>−log p of each cell, nats, in the order of the model's columns: a vector of C <see cref="float"/>. Default null.</summary>
    public string? ColumnNats { get; init; }

    /// <summary>The mean of q(z given x): a vector of L <see cref="float"/>. Default null.</summary>
    public string? Codes { get; init; }

    internal VaeOutput[] Outputs =>
        [new("neg_elbo", NegElbo, true), new("distortion", Distortion, true), new("column_nats", ColumnNats, false), new("mu", Codes, false)];
}
