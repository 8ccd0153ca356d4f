using System.Globalization;
using TorchSharp;

namespace Elbo.Compute.Native;

/// <summary>Names of devices and whether this machine has them.</summary>
internal static class Devices
{
    /// <summary>True for <c>cpu</c>, <c>cuda</c> and <c>cuda:N</c>.</summary>
    public static bool IsWellFormed(string name) =>
        name is "cpu" or "cuda"
        || name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <exception cref="OptionsException">The name is unknown, or this machine or this libtorch has no such device.</exception>
    public static torch.Device Resolve(string name)
    {
        if (!IsWellFormed(name))
            throw new OptionsException([$"device was '{name}'; it must be cpu, cuda or cuda:N. Use --device cpu."]);
        if (name == "cpu")
            return torch.CPU;
        if (!torch.cuda.is_available())
            throw new OptionsException([
                $"device was '{name}', but this libtorch finds no CUDA device. Use --device cpu, "
                + "or a build with a CUDA libtorch on a machine with an NVIDIA GPU."]);
        var index = name.Length > 5 ? int.Parse(name.AsSpan(5), CultureInfo.InvariantCulture) : 0;
        if (index >= torch.cuda.device_count())
            throw new OptionsException([
                $"device was '{name}', but this machine has {torch.cuda.device_count()} CUDA device(s), numbered from 0. Use --device cuda:0."]);
        return torch.device($"cuda:{index}");
    }
}
