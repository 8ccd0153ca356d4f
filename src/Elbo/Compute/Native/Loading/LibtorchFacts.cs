using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Elbo.Compute.Native.Loading;

/// <summary>The tensor engine: its versions, and how it was loaded.</summary>
internal sealed record LibtorchFacts
{
    public required string TorchSharpVersion { get; init; }

    /// <summary>The version of libtorch that TorchSharp was built for; null when it is not loaded.</summary>
    public required string? LibtorchVersion { get; init; }

    /// <summary>The C++ library that the loader uses; null on other systems than Linux.</summary>
    public required string? Libstdcxx { get; init; }

    /// <summary>The highest symbol version of that library, such as <c>GLIBCXX_3.4.30</c> (GCC 12); null if it is not known.</summary>
    public required string? LibstdcxxVersion { get; init; }

    /// <summary>Whether this system needed the corrected copy of TorchSharp's native file.</summary>
    public required bool IsCorrected { get; init; }

    /// <summary>Path of the corrected copy; null when there is none, or when no folder could hold it and it is in memory only.</summary>
    public required string? CorrectedCopy { get; init; }

    /// <summary>The threads that one tensor operation uses; null when libtorch is not loaded.</summary>
    public required int? Threads { get; init; }

    /// <summary>Available devices: <c>cpu</c>, <c>cuda:0</c>, <c>mps</c>; empty when libtorch is not loaded.</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    internal static LibtorchFacts Gather(bool loaded)
    {
        var assembly = typeof(torch).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        var libstdcxx = FindLibstdcxx();
        return new()
        {
            TorchSharpVersion = version ?? assembly.GetName().Version?.ToString() ?? "unknown",
            LibtorchVersion = loaded ? torch.__version__ : null,
            Libstdcxx = libstdcxx,
            LibstdcxxVersion = LoadedFiles.VersionsOf(StandardLibrary) is { } versions ? SymbolVersion.Highest(versions, "GLIBCXX_") : null,
            IsCorrected = LibtorchLoader.Corrected is not null,
            CorrectedCopy = LibtorchLoader.Corrected?.Path,
            Threads = loaded ? torch.get_num_threads() : null,
            Devices = loaded ? FindDevices() : [],
        };
    }

    const string StandardLibrary = "libstdc++.so.6";

    static string? FindLibstdcxx()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        // Where libtorch did not load, nothing may have loaded this library yet.
        NativeLibrary.TryLoad(StandardLibrary, out _);
        return LoadedFiles.PathOf(StandardLibrary);
    }

    static List<string> FindDevices()
    {
        var devices = new List<string> { "cpu" };
        if (torch.cuda.is_available())
            devices.AddRange(Enumerable.Range(0, torch.cuda.device_count()).Select(index => $"cuda:{index}"));
        if (torch.mps_is_available())
            devices.Add("mps");
        return devices;
    }
}
