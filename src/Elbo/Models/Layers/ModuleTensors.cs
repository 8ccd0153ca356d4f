using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>Names and shapes of what a module keeps, read off the module.</summary>
internal static class ModuleTensors
{
    /// <summary>All parameters, and all buffers that are saved with them.</summary>
    /// <param name="part">The module's name in the model: <c>encoder</c>.</param>
    /// <param name="module">The module.</param>
    public static IReadOnlyList<(string Name, long[] Shape)> Of(string part, nn.Module module) =>
    [
        .. module.named_parameters().Select(tensor => ($"{part}.{tensor.name}", tensor.parameter.shape)),
        .. module.named_buffers().Select(tensor => ($"{part}.{tensor.name}", tensor.buffer.shape)),
    ];
}
