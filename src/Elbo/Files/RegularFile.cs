using System.Globalization;
using Elbo.Compute.Native;
using Microsoft.Win32.SafeHandles;

namespace Elbo.Files;

/// <summary>Opens every file that a user or a run provides. Only regular files are read: a pipe or a socket would wait for a writer forever, and a
/// device may never end.</summary>
internal static class RegularFile
{
    private const int UsualBuffer = 4096;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="RefusedFileException">It is not a regular file.</exception>
    /// <exception cref="IOException">It does not exist or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static FileStream Open(string path, int bufferSize = UsualBuffer) => new(OpenHandle(path), FileAccess.Read, bufferSize);

    /// <inheritdoc cref="Open"/>
    public static SafeFileHandle OpenHandle(string path)
    {
        if (OperatingSystem.IsWindows())
            return OpenOnWindows(path);
        ThrowIfIrregular(Posix.TypeOf(path), path); // opening a device may already do something
        var file = Posix.OpenToRead(path);
        try
        {
            ThrowIfIrregular(Posix.TypeOf(file, path), path); // it may have been replaced in between
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">The most bytes that a file of its kind can reasonably have.</param>
    /// <exception cref="RefusedFileException">It is longer, or not a regular file.</exception>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static byte[] ReadAll(string path, int mostBytes)
    {
        using var file = Open(path, bufferSize: 0);
        var length = file.Length;
        if (length > mostBytes)
            throw new RefusedFileException(string.Create(
                CultureInfo.InvariantCulture, $"{path} has {length:N0} bytes; at most {mostBytes:N0} are read. Restore it from a copy."));
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private static void ThrowIfIrregular(FileType type, string path)
    {
        if (type != FileType.Regular)
            throw new RefusedFileException(type == FileType.Folder
                ? $"{path} is a folder, but one file is needed here. Name a file in it."
                : $"{path} is a {type.ToString().ToLowerInvariant()}, not a regular file. Save its content to a regular file and use that.");
    }

    private static SafeFileHandle OpenOnWindows(string path)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var stream = new FileStream(new SafeFileHandle(file.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, bufferSize: 0);
        if (stream.CanSeek)
            return file;
        file.Dispose();
        throw new RefusedFileException($"{path} is a pipe or a device, not a regular file. Save its content to a regular file and use that.");
    }
}

/// <summary>A file that is not read because of its type or its length. The message is complete: what was found, what is allowed, what to do.</summary>
internal sealed class RefusedFileException(string message) : IOException(message);
