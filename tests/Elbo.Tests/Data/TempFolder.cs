namespace Elbo.Tests.Data;

/// <summary>A temporary folder for one test, removed afterwards.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("elbo-").FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file in it and returns its path.</summary>
    public string Write(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    /// <summary>Makes a pipe in it and returns its path: whoever opens it to read waits until somebody opens it to write.</summary>
    public string Pipe(string name)
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [File(name)]);
        made.WaitForExit();
        return File(name);
    }

    /// <summary>Makes a link in it to a device that never ends and returns its path.</summary>
    public string Zeros(string name)
    {
        System.IO.File.CreateSymbolicLink(File(name), "/dev/zero");
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
