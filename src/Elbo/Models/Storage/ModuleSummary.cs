using Elbo.Compute.Native;
using Elbo.Exchange;
using static TorchSharp.torch;

namespace Elbo.Models.Storage;

/// <summary>One part of a model: the shape of its output and its number of weights.</summary>
/// <param name="Name">Its name in the state dict: <c>encoder.fc1</c>.</param>
/// <param name="Shape">The shape of its output without the batch: [512], or channels, height and width.</param>
/// <param name="Parameters">Its trainable weights.</param>
internal sealed record ModuleSummary(string Name, IReadOnlyList<int> Shape, long Parameters)
{
    /// <summary>The parts of a model in the order of a forward pass; a prior without weights is left out.</summary>
    /// <param name="model">The model, on any device; one example of zeros goes through it.</param>
    public static IReadOnlyList<ModuleSummary> Of(Vae model)
    {
        using var inference = inference_mode();
        using var scope = TensorScope.Open();
        List<ModuleSummary> parts = [];
        var device = model.parameters().First().device;
        var options = model.Options;
        Watch("encoder", model.Encoder, () => model.Encoder.call(zeros(1, options.Shape.Size + options.ConditionWidth, device: device)));
        parts.Add(new("latent_z", [options.Latents], Count(model.Heads)));
        Watch("decoder", model.Decoder, () => model.Decoder.call(zeros(1, options.Latents + options.ConditionWidth, device: device)));
        if (Count(model.Prior) is > 0 and var learned)
            parts.Add(new("prior", [options.Latents], learned));
        if (model.Classifier is { } classifier)
            parts.Add(new(Vae.ClassifierName, [options.Classes], Count(classifier)));
        if (model.Guess is { } guess)
            parts.Add(new(Vae.GuessName, [options.Shape.Size], Count(guess)));
        return parts;

        // An encoder or decoder that is not a plain sequence of layers counts as one part.
        void Watch(string name, nn.Module<Tensor, Tensor> half, Func<Tensor> pass)
        {
            List<ModuleSummary> layers = [];
            var hooks = half.named_children().Where(child => child.module is nn.Module<Tensor, Tensor>).Select(child =>
                ((nn.Module<Tensor, Tensor>)child.module).register_forward_hook((_, _, output) =>
                {
                    layers.Add(new($"{name}.{child.name}", Sides(output), Count(child.module)));
                    return output;
                })).ToList();
            var result = pass();
            foreach (var hook in hooks)
                hook.remove();
            var whole = new ModuleSummary(name, Sides(result), Count(half));
            parts.AddRange(layers.Sum(layer => layer.Parameters) == whole.Parameters ? layers : [whole]);
        }
    }

    private static int[] Sides(Tensor output) => [.. output.shape.Skip(1).Select(side => (int)side)];

    private static long Count(nn.Module module) => module.parameters().Sum(p => p.numel());
}
