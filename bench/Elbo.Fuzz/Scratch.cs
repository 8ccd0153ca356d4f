namespace Elbo.Fuzz;

/// <summary>A folder for the readers that take paths; in memory if the system has such a place.</summary>
public sealed class Scratch : IDisposable
{
    private readonly string folder = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory(Path.Combine("/dev/shm", $"elbo-fuzz-{Path.GetRandomFileName()}")).FullName
        : Directory.CreateTempSubdirectory("elbo-fuzz-").FullName;

    /// <summary>A folder in it.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
