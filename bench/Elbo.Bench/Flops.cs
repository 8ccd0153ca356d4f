using Elbo.Exchange;
using Elbo.Models;
using Elbo.Models.Nets;

namespace Elbo.Bench;

/// <summary>
/// The floating-point operations of matrix products only, a multiply-add counted as 2: the basis of the share of the peak.
/// Biases, activations, loss, random numbers and Adam are not counted, so their time lowers the share. A convolution counts as the product that it
/// is written as, with every position of the kernel at every pixel of its result: an engine that needs fewer shows a higher share.
/// </summary>
internal static class Flops
{
    private const long Kernel = 3 * 3;

    /// <summary>A training step: forward, the weights' gradient, and the gradient of every layer's input but the first's.</summary>
    /// <param name="model">The net.</param>
    /// <param name="batch">Examples.</param>
    /// <param name="draws">Draws of each example: the decoder's rows.</param>
    public static double Step(VaeOptions model, int batch, int draws = 1) =>
        (3 * (EncoderWeights(model) + draws * DecoderWeights(model)) - First(model)) * 2.0 * batch;

    /// <summary>x → (mu, logvar).</summary>
    public static double Encode(VaeOptions model, int examples) => EncoderWeights(model) * 2.0 * examples;

    /// <summary>z → the likelihood's parameters.</summary>
    public static double Decode(VaeOptions model, int examples) => DecoderWeights(model) * 2.0 * examples;

    private static long First(VaeOptions model) => model.Net is ConvolutionalOptions net
        ? (long)model.Shape.Channels * Kernel * net.Widths(model.Shape)[0] * net.Maps(model.Shape)[1].Area
        : (long)model.Shape.Size * model.Hidden[0];

    private static long EncoderWeights(VaeOptions model)
    {
        if (model.Net is not ConvolutionalOptions net)
            return Weights([model.Shape.Size, .. model.Hidden, 2 * model.Latents]);
        var (widths, maps) = (net.Widths(model.Shape), net.Maps(model.Shape));
        return widths.Select((width, i) => (i == 0 ? (long)model.Shape.Channels : widths[i - 1]) * Kernel * width * maps[i + 1].Area).Sum()
            + Blocks(net, model) + (long)widths[^1] * maps[^1].Area * 2 * model.Latents;
    }

    private static long DecoderWeights(VaeOptions model)
    {
        if (model.Net is not ConvolutionalOptions net)
            return Weights([model.Latents, .. model.DecoderHidden, model.DecoderOutputs]);
        var (widths, maps) = (net.Widths(model.Shape), net.Maps(model.Shape));
        // A residual stage narrows by a kernel of 1 before the map is enlarged, a convolutional one by its kernel of 3 afterwards.
        return Enumerable.Range(1, widths.Count - 1)
            .Select(i => (long)widths[i] * widths[i - 1] * (net is ResNetOptions ? maps[i + 1].Area : Kernel * maps[i].Area)).Sum()
            + Blocks(net, model) + (long)model.Latents * widths[^1] * maps[^1].Area + (long)widths[0] * Kernel * model.DecoderOutputs;
    }

    /// <summary>Two convolutions in each residual block, of encoder or decoder.</summary>
    private static long Blocks(ConvolutionalOptions net, VaeOptions model) => net is not ResNetOptions residual ? 0
        : net.Widths(model.Shape).Select((width, i) => 2L * residual.Blocks * width * Kernel * width * net.Maps(model.Shape)[i + 1].Area).Sum();

    private static long Weights(int[] widths) => widths.Zip(widths.Skip(1), (from, to) => (long)from * to).Sum();
}
