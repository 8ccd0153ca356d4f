using System.Runtime.InteropServices;
using Elbo.Compute.Randomness;
using Elbo.Data;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>A module with a branch that a fresh model has closed.</summary>
internal interface IStartsClosed
{
    /// <summary>Sets the branch's last layer to 0.</summary>
    void CloseBranch();
}

/// <summary>Initial weights, drawn from the run's seed and never from libtorch's global random state.</summary>
internal static class Initialization
{
    /// <summary>Draws the weights of every layer.</summary>
    public static void Draw(nn.Module model, WeightInitialization way, ulong seed)
    {
        using var noGrad = no_grad();
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        var index = 0;
        foreach (var (name, parameter) in parameters)
        {
            // Any other parameter was initialized by its module.
            if (!name.EndsWith(".weight", StringComparison.Ordinal) && !name.EndsWith(".bias", StringComparison.Ordinal))
                continue;
            var isBias = name.EndsWith(".bias", StringComparison.Ordinal);
            var layer = name[..name.LastIndexOf('.')];
            // [outputs, inputs], for a convolution [outputs, inputs, h, w]; a norm's are vectors.
            if (!parameters.TryGetValue(layer + ".weight", out var weight) || weight.dim() < 2)
            {
                parameter.fill_(isBias ? 0 : 1);
                continue;
            }
            var shape = weight.shape;
            var kernel = shape[2..].Aggregate(1L, (product, side) => product * side);
            var (fanOut, fanIn) = (shape[0] * kernel, shape[1] * kernel);
            // Rows must have equal lengths to be independent, so each parameter has its own "epoch" instead.
            var stream = new Philox(seed, RandomStream.Initialization, index++);
            var values = MemoryMarshal.Cast<byte, float>(parameter.bytes);
            if (way == WeightInitialization.Pytorch || way == WeightInitialization.Small && IsOutput(model, layer))
                FillUniform(stream, values, 1 / MathF.Sqrt(fanIn));
            else if (way == WeightInitialization.Small)
                FillNormal(stream, values, 0.001f);
            else if (isBias)
                values.Clear();
            else if (way == WeightInitialization.Glorot)
                FillUniform(stream, values, MathF.Sqrt(6f / (fanIn + fanOut)));
            else
                FillNormal(stream, values, MathF.Sqrt(2f / fanIn));
        }
        foreach (var block in model.modules().OfType<IStartsClosed>())
            block.CloseBranch();
    }

    /// <summary>True for a layer whose outputs are parameters of a distribution, and not hidden units.</summary>
    private static bool IsOutput(nn.Module model, string layer) => model is Vae { Options: var options }
        && (layer == $"decoder.{options.Net.OutputLayer(options)}" || !HiddenParts.Any(part => layer.StartsWith(part, StringComparison.Ordinal)));

    private static readonly string[] HiddenParts = ["encoder.", "decoder.", $"{Vae.ClassifierName}.net.", "prior.net."];

    /// <summary>Starts the decoder at the mean of the training images, clamped to [0.001, 0.999] before a logit (code of Burda et al. 2015).</summary>
    /// <exception cref="OptionsException">The likelihood's mean does not determine its outputs.</exception>
    public static void BiasToMean(Vae model, ImageSet images)
    {
        using var noGrad = no_grad();
        var name = model.Options.Net.OutputLayer(model.Options) is { } layer
            ? $"decoder.{layer}.bias"
            : throw new OptionsException(
                [$"output-bias was mean, but the decoder of the net {model.Options.Net.Name} does not name its last layer. Use --output-bias drawn."]);
        var bias = MemoryMarshal.Cast<byte, float>(model.named_parameters().Single(p => p.name == name).parameter.bytes);
        // All pixels of a channel share a convolution's bias.
        var shared = model.Options.DecoderOutputs / bias.Length;
        double[] means = [.. images.Mean().Chunk(shared).Select(pixels => pixels.Average())];
        for (var i = 0; i < means.Length; i++)
        {
            var outputs = model.Likelihood.OutputsAt(means[i])
                ?? throw new OptionsException(
                    [$"output-bias was mean, but under the {model.Likelihood.Name} likelihood the mean does not determine it. Use --output-bias drawn."]);
            for (var plane = 0; plane < outputs.Length; plane++)
                bias[plane * means.Length + i] = (float)outputs[plane];
        }
    }

    private static void FillUniform(Philox stream, Span<float> values, float bound) => stream.FillUniform(0, values, -bound, bound);

    private static void FillNormal(Philox stream, Span<float> values, float deviation)
    {
        stream.FillNormal(0, values);
        foreach (ref var value in values)
            value *= deviation;
    }
}
