using System.Runtime.InteropServices;
using TorchSharp;

namespace Elbo.Compute.Native.Loading;

/// <summary>Finds the native files that were deployed with a program, in the folders where .NET puts them.</summary>
/// <param name="folders">Searched in this order.</param>
sealed class NativeFiles(IReadOnlyList<string> folders)
{
    /// <summary>The folders of the running program: the runtime's own list, then those next to the program and next to TorchSharp.</summary>
    public static NativeFiles OfThisProgram()
    {
        var known = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        var platform = Path.Combine("runtimes", Platform, "native");
        // A single-file program has no location: its files are next to it.
        var torchSharp = Path.GetDirectoryName(typeof(torch).Assembly.Location) is { Length: > 0 } folder
            ? folder
            : AppContext.BaseDirectory;
        return new([
            .. known.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, platform),
            torchSharp, Path.Combine(torchSharp, platform),
            // TorchSharp.dll used from within its package (scripts, notebooks): lib/net8.0 and runtimes are sibling folders.
            Path.Combine(torchSharp, "..", "..", platform),
        ]);
    }

    /// <summary>The platform as packages name it: <c>linux-x64</c>, <c>win-x64</c>, <c>osx-arm64</c>.</summary>
    public static string Platform =>
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    /// <summary>The file's path, or null if no folder holds it.</summary>
    public string? Find(string name) => folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
