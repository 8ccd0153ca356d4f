using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Elbo.Compute.Native.Loading;

/// <param name="Handle">The loader's handle.</param>
/// <param name="Path">Path of the copy; null when no file of it remains.</param>
sealed record CorrectedLibrary(nint Handle, string? Path)
{
    const string FileName = "libLibTorchSharp.so";

    /// <summary>Loads <paramref name="content"/> from the first place that allows it: the cache folder (one copy for all programs), a private
    /// temporary folder (removed at once; the loaded library stays), the process's own memory. A read-only system or a folder from which nothing may
    /// be run (noexec) so does no harm.</summary>
    /// <exception cref="DllNotFoundException">No place allowed it; the message says what each answered.</exception>
    [SupportedOSPlatform("linux")]
    public static CorrectedLibrary Load(ReadOnlySpan<byte> content, string key, UserFolders folders)
    {
        var answers = new List<string>();
        // A shared temporary folder is not used as a cache: another user could change the copy between check and load.
        if (!folders.IsTemporary)
        {
            var folder = System.IO.Path.Combine(folders.Cache, "native", key);
            try
            {
                var path = FileStore.Put(folder, FileName, content);
                return new(NativeLibrary.Load(path), path);
            }
            catch (Exception error) when (IsRefusal(error))
            {
                answers.Add($"{folder}: {LoadFailure.Essence(error.Message)}");
            }
        }
        try
        {
            return new(LoadFromTemporaryFolder(folders.Temporary, content), null);
        }
        catch (Exception error) when (IsRefusal(error))
        {
            answers.Add($"{folders.Temporary}: {LoadFailure.Essence(error.Message)}");
        }
        try
        {
            using var memory = MemoryFile.Create("elbo-" + FileName, content);
            var library = NativeLibrary.Load(memory.Path);
            memory.KeepOpen();
            return new(library, null);
        }
        catch (Exception error) when (IsRefusal(error))
        {
            answers.Add($"memory: {LoadFailure.Essence(error.Message)}");
        }
        throw new DllNotFoundException($"{LoadFailure.NoPlace} {string.Join("; ", answers)}");
    }

    [SupportedOSPlatform("linux")]
    static nint LoadFromTemporaryFolder(string temporary, ReadOnlySpan<byte> content)
    {
        var folder = System.IO.Path.Combine(temporary, $"elbo-{Guid.NewGuid():N}");
        // Only this user may enter: the parent folder is writable for everyone.
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            return NativeLibrary.Load(FileStore.Put(folder, FileName, content));
        }
        finally
        {
            TryDelete(folder);
        }
    }

    static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Network file systems keep a file that is in use: it then stays in the temporary folder, which does no harm.
        }
    }

    static bool IsRefusal(Exception error) => error is IOException or UnauthorizedAccessException or DllNotFoundException;
}
