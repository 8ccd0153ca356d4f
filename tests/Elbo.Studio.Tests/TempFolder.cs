namespace Elbo.Studio.Tests;

/// <summary>A temporary folder for one test, removed afterwards.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("elbo-studio-").FullName;

    /// <summary>The path of a file or folder in it.</summary>
    public string At(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>Makes a pipe in it: whoever opens it to read waits until somebody opens it to write.</summary>
    public void Pipe(params string[] names)
    {
        File.Delete(At(names));
        using var made = System.Diagnostics.Process.Start("mkfifo", [At(names)]);
        made.WaitForExit();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
