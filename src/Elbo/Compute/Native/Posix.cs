using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Elbo.Compute.Native;

/// <summary>Calls of the C library that .NET does not offer. Not for Windows.</summary>
internal static partial class Posix
{
    private const int CloseOnExecLinux = 0x80000, CloseOnExecMac = 0x1000000;

    /// <summary>Opens a file or a folder for reading, without the lock that .NET takes with it.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenToRead(string path)
    {
        var handle = open(path, OperatingSystem.IsMacOS() ? CloseOnExecMac : CloseOnExecLinux);
        return handle >= 0 ? new(handle, ownsHandle: true) : throw Failure(path);
    }

    /// <summary>Waits until a folder's entries are on the disk: only then does a renamed file survive a power cut.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void FlushFolder(string path)
    {
        using var handle = OpenToRead(path);
        // Some file systems cannot flush folders, and write entries in order anyway.
        const int notForThisFile = 22;
        if (fsync(handle) != 0 && Marshal.GetLastPInvokeError() != notForThisFile)
            throw Failure(path);
    }

    private static IOException Failure(string path) => new($"{path}: {Marshal.GetLastPInvokeErrorMessage()}.");

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);
}
