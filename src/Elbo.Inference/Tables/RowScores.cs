namespace Elbo.Inference;

/// <summary>
/// How well a model explains each of N rows of C columns, with z at the posterior's mean: no randomness, so a row always has the same score. The higher, the
/// less a row looks like those that the model was trained on; infinite if a cell is unknown.
/// </summary>
/// <param name="Distortion">−log p(x given z), nats, shape [N].</param>
/// <param name="Rate">KL(q(z given x) ‖ p(z)), under a mixture prior an upper bound of it, nats, shape [N]; null if the prior is not in the file.</param>
/// <param name="NegElbo">distortion + rate, nats, shape [N]; null if the rate is.</param>
/// <param name="ColumnNats">−log p of each cell, nats, shape [N, C], row-major; 0 where it is missing, infinite where it is unknown.</param>
/// <param name="Unknown">The first column of each row that does not allow its cell, shape [N]; null where all do.</param>
public sealed record RowScores(float[] Distortion, float[]? Rate, float[]? NegElbo, float[] ColumnNats, IReadOnlyList<string?> Unknown);
