namespace Elbo.Compute.Native.Loading;

/// <summary>The native files that this process has loaded (Linux), as the kernel lists them.</summary>
static class LoadedFiles
{
    /// <summary>The path of the loaded file of this name, such as <c>libstdc++.so.6</c>; null if there is none.</summary>
    public static string? PathOf(string name) => PathOf(name, ReadLines("/proc/self/maps"));

    /// <summary>Finds the path in the lines of a <c>/proc/PID/maps</c>.</summary>
    public static string? PathOf(string name, IEnumerable<string> maps) => maps
        .Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var at ? line[at..] : "")
        // The loader follows links: libstdc++.so.6 is listed as libstdc++.so.6.0.30.
        .FirstOrDefault(path =>
            Path.GetFileName(path) is var file && (file == name || file.StartsWith(name + ".", StringComparison.Ordinal)));

    /// <summary>The versions that the loaded library provides; null if it is not loaded or can't be read.</summary>
    public static IReadOnlySet<string>? VersionsOf(string name)
    {
        try
        {
            return PathOf(name) is { } path ? new ElfFile(File.ReadAllBytes(path)).VersionsProvided() : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return null;
        }
    }

    static string[] ReadLines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
