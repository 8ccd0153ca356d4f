namespace Elbo.Studio.Tests;

/// <summary>A folder of its own for one test, removed after it.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("elbo-studio-").FullName;

    /// <summary>The path of a file or folder in it.</summary>
    public string At(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
