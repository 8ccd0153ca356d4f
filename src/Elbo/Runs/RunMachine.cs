using System.Runtime.InteropServices;
using TorchSharp;

namespace Elbo.Runs;

/// <summary>Where a run ran.</summary>
/// <param name="Os">Operating system.</param>
/// <param name="Cpu">Processor.</param>
/// <param name="Cores">Logical cores.</param>
/// <param name="MemoryBytes">Memory of the machine.</param>
/// <param name="Threads">libtorch's threads.</param>
/// <param name="Elbo">Version of Elbo.</param>
/// <param name="TorchSharp">Version of TorchSharp.</param>
/// <param name="Libtorch">Version of libtorch.</param>
/// <param name="Dotnet">Version of the .NET runtime.</param>
public sealed record RunMachine(
    string Os, string Cpu, int Cores, long MemoryBytes, int Threads, string Elbo, string TorchSharp, string Libtorch, string Dotnet)
{
    internal static RunMachine Current() => new(
        RuntimeInformation.OSDescription, "", Environment.ProcessorCount, 0, torch.get_num_threads(), "", "", torch.__version__, RuntimeInformation.FrameworkDescription);
}
