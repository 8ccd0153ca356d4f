namespace Elbo.Tests.Compute.Native;

/// <summary>TorchSharp's native file for Linux, copied next to the tests on every platform, and a temporary folder.</summary>
static class TorchSharpFile
{
    public static string Path { get; } =
        System.IO.Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    public static byte[] Read() => File.ReadAllBytes(Path);
}

sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("elbo-tests-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
