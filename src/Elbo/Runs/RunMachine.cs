using System.Reflection;
using Elbo.Compute.Native;
using TorchSharp;

namespace Elbo.Runs;

/// <summary>The machine and versions of a run.</summary>
/// <param name="Os">Operating system.</param>
/// <param name="Cpu">Processor.</param>
/// <param name="Cores">Logical cores.</param>
/// <param name="MemoryBytes">Memory of the machine.</param>
/// <param name="Threads">libtorch's threads.</param>
/// <param name="Elbo">Version of Elbo.</param>
/// <param name="TorchSharp">Version of TorchSharp.</param>
/// <param name="Libtorch">Version of libtorch.</param>
/// <param name="Dotnet">Version of the .NET runtime.</param>
internal sealed record RunMachine(
    string Os, string Cpu, int Cores, long MemoryBytes, int Threads, string Elbo, string TorchSharp, string Libtorch, string Dotnet)
{
    internal static RunMachine Current()
    {
        var system = SystemReport.Gather();
        return new(
            system.OperatingSystem, system.Cpu.Name, system.Cpu.Cores, system.Memory.Total, torch.get_num_threads(),
            Version(typeof(RunMachine).Assembly), Version(typeof(torch).Assembly), torch.__version__, system.Runtime);
    }

    private static string Version(Assembly assembly) =>
        (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+')[0];
}
