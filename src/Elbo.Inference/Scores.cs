namespace Elbo.Inference;

/// <summary>
/// How well a model explains each of N images, with z at the posterior's mean: no randomness, so an image always has the same score. The
/// higher, the less an image looks like what the model was trained on.
/// </summary>
/// <param name="SquaredError">Squared distance of image and reconstruction, summed over the dimensions, shape [N].</param>
/// <param name="Distortion">−log p(x given z), nats, shape [N].</param>
/// <param name="Rate">KL(q(z given x) ‖ p(z)), nats, shape [N]; null if the model's prior is not in the file.</param>
/// <param name="NegElbo">distortion + rate, nats, shape [N]; null if the rate is.</param>
public sealed record Scores(float[] SquaredError, float[] Distortion, float[]? Rate, float[]? NegElbo);
