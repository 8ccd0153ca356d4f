using Elbo.Exchange;
using Elbo.Models;

namespace Elbo.Bench;

/// <summary>
/// The floating-point operations of matrix products only, a multiply-add counted as 2: the basis of the share of the peak.
/// Biases, activations, loss, random numbers and Adam are not counted, so their time lowers the share.
/// </summary>
internal static class Flops
{
    /// <summary>A training step: forward, the weights' gradient, and the gradient of every layer's input but the first's.</summary>
    /// <param name="model">The net.</param>
    /// <param name="batch">Examples.</param>
    /// <param name="draws">Draws of each example: the decoder's rows.</param>
    public static double Step(VaeOptions model, int batch, int draws = 1) =>
        (3 * (EncoderWeights(model) + draws * DecoderWeights(model)) - (long)model.Shape.Size * model.Hidden[0]) * 2.0 * batch;

    /// <summary>x → (mu, logvar).</summary>
    public static double Encode(VaeOptions model, int examples) => EncoderWeights(model) * 2.0 * examples;

    /// <summary>z → the likelihood's parameters.</summary>
    public static double Decode(VaeOptions model, int examples) => DecoderWeights(model) * 2.0 * examples;

    private static long EncoderWeights(VaeOptions model) => Weights([model.Shape.Size, .. model.Hidden, 2 * model.Latents]);

    private static long DecoderWeights(VaeOptions model) => Weights([model.Latents, .. model.DecoderHidden, model.DecoderOutputs]);

    private static long Weights(int[] widths) => widths.Zip(widths.Skip(1), (from, to) => (long)from * to).Sum();
}
