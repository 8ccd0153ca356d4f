using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Elbo.Compute.Native.Loading;

/// <summary>A file that exists only in memory (Linux memfd). It vanishes when nothing refers to it any more.</summary>
sealed partial class MemoryFile : IDisposable
{
    const uint CloseOnExec = 1, Executable = 16;

    readonly SafeFileHandle handle;

    MemoryFile(SafeFileHandle handle) => this.handle = handle;

    /// <summary>A path that names the file within this process.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{handle.DangerousGetHandle()}");

    /// <exception cref="IOException">The system does not support such files.</exception>
    public static MemoryFile Create(string name, ReadOnlySpan<byte> content)
    {
        // Kernels from 6.3 on expect a flag that the file is executable; older ones reject the flag.
        var descriptor = Open(name, CloseOnExec | Executable);
        if (descriptor < 0)
            descriptor = Open(name, CloseOnExec);
        if (descriptor < 0)
            throw new IOException($"memfd_create failed with error {Marshal.GetLastPInvokeError()}.");
        var file = new MemoryFile(new SafeFileHandle(descriptor, ownsHandle: true));
        try
        {
            RandomAccess.Write(file.handle, content, 0);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the descriptor open for the life of the process. The loader knows a library by its path, and with the descriptor's number
    /// reused the same path would name another file.</summary>
    public void KeepOpen()
    {
        var added = false;
        handle.DangerousAddRef(ref added);
    }

    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string name, uint flags);
}
