using System.Security.Cryptography;

namespace Elbo.Cli.Tests;

/// <summary>A temporary folder for one test, removed afterwards.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("elbo-cli-").FullName;

    /// <summary>The path of a file or folder in it.</summary>
    public string At(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>Writes a file in it and returns its path.</summary>
    public string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
        File.WriteAllBytes(At(name), content);
        return At(name);
    }

    /// <summary>Every file below it with a hash of its content, and every folder: equal before and after means nothing was touched. A run's lock
    /// names the last process that asked for it, and is left out.</summary>
    public string[] Content() =>
    [
        .. Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories)
            .Where(entry => System.IO.Path.GetFileName(entry) != ".lock")
            .Order(StringComparer.Ordinal)
            .Select(entry => Directory.Exists(entry) ? entry : $"{entry} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(entry)))}"),
    ];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
