using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Elbo.Compute.Native;

/// <summary>Calls of the C library that .NET does not offer. Not for Windows.</summary>
internal static partial class Posix
{
    // O_CLOEXEC, so that no child inherits it; O_NONBLOCK, so that a pipe is not waited for; O_NOCTTY, so that no terminal is taken over.
    private const int OpenFlagsLinux = 0x80000 | 0x800 | 0x100, OpenFlagsMac = 0x1000000 | 0x4 | 0x20000;

    /// <summary>Opens a file or a folder for reading, without the lock that .NET takes with it, and without waiting for the writer of a pipe.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static SafeFileHandle OpenToRead(string path)
    {
        var handle = open(path, OperatingSystem.IsMacOS() ? OpenFlagsMac : OpenFlagsLinux);
        return handle >= 0 ? new(handle, ownsHandle: true) : throw OpenFailure(path);
    }

    /// <summary>The type of a file, links followed, without opening it.</summary>
    /// <exception cref="IOException">It does not exist or cannot be reached.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not look into its folder.</exception>
    public static FileType TypeOf(string path)
    {
        const int currentFolder = -100;
        var failed = OperatingSystem.IsMacOS() ? stat(path, out var status) : statx(currentFolder, path, 0, 1, out status);
        return failed == 0 ? status.Type : throw OpenFailure(path);
    }

    /// <summary>The type of an open file.</summary>
    /// <exception cref="IOException">The system does not say.</exception>
    public static FileType TypeOf(SafeFileHandle file, string path)
    {
        const int emptyPath = 0x1000;
        var failed = OperatingSystem.IsMacOS() ? fstat(file, out var status) : statx(file, "", emptyPath, 1, out status);
        return failed == 0 ? status.Type : throw Failure(path);
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

    private static Exception OpenFailure(string path)
    {
        const int notPermitted = 1, doesNotExist = 2, accessDenied = 13;
        return Marshal.GetLastPInvokeError() switch
        {
            notPermitted or accessDenied => new UnauthorizedAccessException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}."),
            doesNotExist => new FileNotFoundException($"{path} does not exist.", path),
            _ => Failure(path),
        };
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, out FileStatus status);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(SafeFileHandle file, string path, int flags, uint mask, out FileStatus status);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int stat(string path, out FileStatus status);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", SetLastError = true)]
    private static partial int fstat(SafeFileHandle file, out FileStatus status);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    /// <summary>Linux's struct statx (the same for every processor), or macOS's struct stat; only where they hold the type.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct FileStatus
    {
        [FieldOffset(28)]
        private readonly ushort modeLinux;

        [FieldOffset(4)]
        private readonly ushort modeMac;

        public FileType Type => ((OperatingSystem.IsMacOS() ? modeMac : modeLinux) & 0xF000) switch
        {
            0x1000 => FileType.Pipe,
            0x2000 or 0x6000 => FileType.Device,
            0x4000 => FileType.Folder,
            0xC000 => FileType.Socket,
            _ => FileType.Regular,
        };
    }
}

/// <summary>The kind of thing that a path names.</summary>
internal enum FileType
{
    Regular,
    Folder,
    Pipe,
    Socket,
    Device,
}
