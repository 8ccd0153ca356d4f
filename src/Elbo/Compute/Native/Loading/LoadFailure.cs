using System.Reflection;
using System.Text.RegularExpressions;

namespace Elbo.Compute.Native.Loading;

/// <summary>Why libtorch did not load and what to do about it, as one paragraph.</summary>
static partial class LoadFailure
{
    /// <summary>Opens the message of <see cref="CorrectedLibrary"/> when no folder could hold the copy.</summary>
    public const string NoPlace = "No folder could hold the corrected copy.";

    public const string AfterEarlierAttempt =
        "libtorch could not be started, although its files load: TorchSharp tried before Elbo was in use, and cannot try again. "
        + "Leave ElboStartsFirst out of the program's project file, or open a run of Elbo before the first use of TorchSharp.";

    private static readonly string LibtorchVersion = typeof(LoadFailure).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(metadata => metadata.Key == "libtorch").Value!;

    /// <summary>The message when no libtorch exists for this system; null when one does.</summary>
    /// <param name="runtime">.NET's own name of the system, such as <c>linux-musl-x64</c>.</param>
    public static string? Unsupported(string runtime)
    {
        if (runtime.Contains("musl", StringComparison.Ordinal) || runtime.StartsWith("alpine", StringComparison.Ordinal))
            return $"This system ({runtime}) is built on the C library musl, as Alpine Linux is, and libtorch needs "
                + "glibc. Use a system or container image with glibc, such as Debian 12 or Ubuntu 24.04.";
        if (runtime.EndsWith("-x64", StringComparison.Ordinal) && !runtime.StartsWith("osx", StringComparison.Ordinal))
            return null;
        if (runtime.EndsWith("-arm64", StringComparison.Ordinal)
            && (runtime.StartsWith("osx", StringComparison.Ordinal) || runtime.StartsWith("win", StringComparison.Ordinal)))
            return null;
        return $"There is no libtorch for {runtime}: TorchSharp has native files for linux-x64, win-x64, win-arm64 "
            + "and osx-arm64 only. Run on one of these; on other processors an x64 container with emulation works, "
            + "slowly.";
    }

    /// <param name="files">The folders that were searched for native files.</param>
    /// <param name="words">The system loader's message, if it was called.</param>
    /// <param name="provided">The versions that a loaded library provides, or null if that is not known.</param>
    public static string Explain(NativeFiles files, string? words, Func<string, IReadOnlySet<string>?> provided)
    {
        var (wrapper, engine) = OperatingSystem.IsWindows() ? ("LibTorchSharp.dll", "torch_cpu.dll")
            : OperatingSystem.IsMacOS() ? ("libLibTorchSharp.dylib", "libtorch_cpu.dylib")
            : ("libLibTorchSharp.so", "libtorch_cpu.so");
        if (files.Find(engine) is null)
            return $"libtorch is missing: no {engine} was found next to the program. Set <ElboTorch>cpu</ElboTorch> in the program's project file, "
                + $"or add the package for this platform: dotnet add package libtorch-cpu-{NativeFiles.Platform} --version {LibtorchVersion}";
        if (files.Find(wrapper) is not { } path)
            return $"TorchSharp's own native file is missing: no {wrapper} was found next to the program. It belongs to "
                + $"the package TorchSharp: restore and build the program again, for {NativeFiles.Platform}.";
        if (OperatingSystem.IsWindows())
            return "libtorch's files are there, but Windows did not load them. Install the Microsoft Visual C++ "
                + "Redistributable (2015-2022) for this processor, and start the program again.";
        if (OperatingSystem.IsMacOS())
            return $"libtorch's files are there, but macOS did not load them. {LastWords(words)}";
        if (MissingVersion(path, provided) is { } version)
            return version;
        // After the versions: a system that is too old refuses the copy in every place.
        if (words?.StartsWith(NoPlace, StringComparison.Ordinal) == true)
            return "TorchSharp's native file needs a small correction on this system, and no folder could hold the "
                + "corrected copy. Set ELBO_CACHE to a folder that this user may write to and that programs may run "
                + $"from. {LastWords(words[NoPlace.Length..])}";
        if (MissingLibrary().Match(words ?? "") is { Success: true } match)
            return $"libtorch needs {match.Groups[1].Value}, which is missing here. {Install(match.Groups[1].Value)}";
        return $"libtorch's files are there, but the system did not load them. {LastWords(words)}";
    }

    /// <summary>The message when a library of this system is too old for <paramref name="path"/>.</summary>
    static string? MissingVersion(string path, Func<string, IReadOnlySet<string>?> provided)
    {
        foreach (var needs in ReadNeeds(path).Where(need => !need.IsWeak && need.Version != Correction.Version).GroupBy(need => need.Library))
        {
            if (provided(needs.Key) is not { Count: > 0 } versions)
                continue;
            var missing = needs.Select(need => need.Version).Where(need => !versions.Contains(need)).ToList();
            if (missing.Count == 0)
                continue;
            missing.Sort(SymbolVersion.Compare);
            var file = LoadedFiles.PathOf(needs.Key) ?? needs.Key;
            return needs.Key.StartsWith("libstdc++", StringComparison.Ordinal)
                ? $"This system's C++ library is too old for libtorch: {file} provides {SymbolVersion.Highest(versions, "GLIBCXX_") ?? "no known version"}, "
                    + $"and {missing[^1]} or newer is needed (GCC 12). Use Debian 12, Ubuntu 22.04, Fedora 36 or newer, or "
                    + "put a newer libstdc++.so.6 first in LD_LIBRARY_PATH (the conda package libstdcxx-ng has one)."
                : $"This system is too old for libtorch: {file} lacks {missing[^1]}. Use Debian 12, Ubuntu 22.04, Fedora 36 or newer.";
        }
        return null;
    }

    static List<ElfVersionNeed> ReadNeeds(string path)
    {
        try
        {
            return new ElfFile(File.ReadAllBytes(path)).VersionsNeeded();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return [];
        }
    }

    static string Install(string library) => library switch
    {
        "libstdc++.so.6" => "Install the package libstdc++6 (Debian, Ubuntu) or libstdc++ (Fedora, RHEL).",
        "libgcc_s.so.1" => "Install the package libgcc-s1 (Debian, Ubuntu) or libgcc (Fedora, RHEL).",
        "libgomp.so.1" => "Install the package libgomp1 (Debian, Ubuntu) or libgomp (Fedora, RHEL).",
        _ when IsTorchOwn(library) =>
            $"It belongs to the package libtorch-cpu-{NativeFiles.Platform}: restore and build the program again, "
                + "and deploy all files of its output.",
        _ => "Install the package that contains it; find it with apt-file search or dnf provides.",
    };

    static bool IsTorchOwn(string library) =>
        library.StartsWith("libgomp-", StringComparison.Ordinal)
        || library.StartsWith("libtorch", StringComparison.Ordinal)
        || library.StartsWith("libc10", StringComparison.Ordinal);

    static string LastWords(string? words) =>
        string.IsNullOrWhiteSpace(words) ? "Run the program with LD_DEBUG=libs to see why." : $"It said: {Essence(words)}";

    /// <summary>A loader's message as one line, without .NET's general advice, which comes first.</summary>
    public static string Essence(string words)
    {
        var lines = words.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join("; ", lines.Length > 1 && lines[0].StartsWith("Unable to load", StringComparison.Ordinal) ? lines[1..] : lines);
    }

    // "libgomp.so.1: cannot open shared object file", in any language. A file that was found comes with its folder.
    [GeneratedRegex(@"^(lib[\w.+-]+\.so[\w.]*): ", RegexOptions.Multiline)]
    private static partial Regex MissingLibrary();
}
