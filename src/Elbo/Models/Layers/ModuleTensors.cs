using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>Names and shapes of a module's tensors, read from the module.</summary>
internal static class ModuleTensors
{
    /// <summary>Lists all parameters, and all buffers that are saved with them.</summary>
    /// <param name="part">The module's name in the model: <c>encoder</c>.</param>
    /// <param name="module">The module.</param>
    public static IReadOnlyList<(string Name, long[] Shape)> Of(string part, nn.Module module) =>
    [
        .. module.named_parameters().Select(tensor => ($"{part}.{tensor.name}", tensor.parameter.shape)),
        .. module.named_buffers().Select(tensor => ($"{part}.{tensor.name}", tensor.buffer.shape)),
    ];
}
