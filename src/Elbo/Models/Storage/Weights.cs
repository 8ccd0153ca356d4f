using System.Runtime.InteropServices;
using Elbo.Compute.Native;
using Elbo.Files.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Models.Storage;

/// <summary>Moves tensors between libtorch and safetensors files, under PyTorch's names and shapes.</summary>
internal static class Weights
{
    /// <summary>Copies tensors out of libtorch.</summary>
    public static IEnumerable<SafetensorsTensor> Capture(IEnumerable<(string Name, Tensor Value)> tensors)
    {
        foreach (var (name, value) in tensors)
        {
            using var noGrad = no_grad();
            using var scope = TensorScope.Open();
            var values = value.detach().cpu().contiguous();
            yield return SafetensorsTensor.FromSingles(name, values.shape, MemoryMarshal.Cast<byte, float>(values.bytes));
        }
    }

    /// <summary>Copies a file's tensors over tensors that exist. All shapes are checked before the first value changes.</summary>
    /// <exception cref="ModelFileException">A tensor is missing or has another shape; the message names it, what was found and what was expected.</exception>
    public static void Restore(SafetensorsFile file, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        var pairs = tensors.Select(t => (Source: file.Require(t.Name, t.Value.shape), Target: t.Value)).ToList();
        using var noGrad = no_grad();
        foreach (var (source, target) in pairs)
        {
            using var scope = TensorScope.Open();
            target.copy_(torch.tensor(source.AsSingles(), target.shape));
        }
    }

    /// <summary>A model's weights by name, in the order of its layers, and the numbers that it stores without learning them.</summary>
    public static IEnumerable<(string Name, Tensor Value)> NamedWeights(this nn.Module model) =>
        model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Concat(model.named_buffers().Select(b => (b.name, b.buffer)));
}
