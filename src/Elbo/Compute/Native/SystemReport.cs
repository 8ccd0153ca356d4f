using System.Runtime.InteropServices;
using Elbo.Compute.Native.Loading;

namespace Elbo.Compute.Native;

/// <summary>Facts about this machine, and whether Elbo can work here.</summary>
internal sealed record SystemReport
{
    /// <summary>The operating system's name and version.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>.NET's name of the platform, such as <c>linux-x64</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>The .NET runtime, such as <c>.NET 10.0.1</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>The processor.</summary>
    public required CpuFacts Cpu { get; init; }

    /// <summary>The memory.</summary>
    public required MemoryFacts Memory { get; init; }

    /// <summary>The tensor engine.</summary>
    public required LibtorchFacts Libtorch { get; init; }

    /// <summary>Where this user's files go.</summary>
    public required UserFolders Folders { get; init; }

    /// <summary>The obstacle and what to do about it, as one paragraph; null when all is ready.</summary>
    public required string? Remedy { get; init; }

    /// <summary>Whether Elbo can work here.</summary>
    public bool IsReady => Remedy is null;

    /// <summary>Gathers the facts. Tries to load libtorch; a failure becomes the <see cref="Remedy"/> and is not thrown.</summary>
    public static SystemReport Gather()
    {
        string? remedy = null;
        try
        {
            Compute.Native.Libtorch.Load();
        }
        catch (LibtorchException error)
        {
            remedy = error.Message;
        }
        return new()
        {
            OperatingSystem = RuntimeInformation.OSDescription,
            Platform = RuntimeInformation.RuntimeIdentifier,
            Runtime = RuntimeInformation.FrameworkDescription,
            Cpu = CpuFacts.Gather(),
            Memory = MemoryFacts.Gather(),
            Libtorch = LibtorchFacts.Gather(loaded: remedy is null),
            Folders = UserFolders.Current,
            Remedy = remedy,
        };
    }
}
