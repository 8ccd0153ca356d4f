using System.Text;
using Elbo.Compute.Native;

namespace Elbo.Files;

/// <summary>Replaces files atomically: the content goes to a temporary file next to the target (<c>.NAME.….tmp</c>), is flushed to the disk, takes
/// the target's name in one step, and the folder is flushed too. A reader sees the old file or the new one, never a mixture, even after a power
/// cut.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file. If <paramref name="write"/> or the disk fails, the existing file stays and nothing is left behind.</summary>
    /// <param name="path">The file to write or replace; its folder must exist.</param>
    /// <param name="write">Writes the content; the stream is closed for it.</param>
    /// <exception cref="IOException">The folder is missing or may not be written, the disk is full, or the target is a folder.</exception>
    public static void Write(string path, Action<Stream> write) =>
        Write(path, write, (temporary, target) => File.Move(temporary, target, overwrite: true));

    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    /// <param name="path">The file to write or replace; its folder must exist.</param>
    /// <param name="write">Writes the content; the stream is closed for it.</param>
    /// <param name="check">Receives the complete temporary file; if it throws, the existing file stays.</param>
    /// <param name="previous">The existing file takes this name; at no moment is there no file at <paramref name="path"/>.</param>
    internal static void Write(string path, Action<Stream> write, Action<string> check, string previous) =>
        Write(path, write, (temporary, target) =>
        {
            check(temporary);
            Replace(temporary, target, previous);
        });

    /// <summary>Writes a text file as UTF-8 without a byte-order mark, atomically.</summary>
    /// <param name="path">The file to write or replace; its folder must exist.</param>
    /// <param name="text">The content; line ends are written as they are.</param>
    /// <exception cref="IOException">The folder is missing or may not be written, the disk is full, or the target is a folder.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    private static void Write(string path, Action<Stream> write, Action<string, string> place)
    {
        var target = Path.GetFullPath(path);
        if (Directory.Exists(target))
            throw new IOException($"{path} is a folder, so no file of that name can be written.");
        var folder = Path.GetDirectoryName(target)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            place(temporary, target);
        }
        catch (UnauthorizedAccessException e)
        {
            Remove(temporary);
            throw new IOException($"{path} may not be written by this user", e);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
        FlushFolder(folder);
    }

    /// <summary>Deletes a file durably, even across a power cut. Does nothing if there is none.</summary>
    /// <exception cref="IOException">The file may not be deleted.</exception>
    internal static void Delete(string path)
    {
        if (!File.Exists(path))
            return;
        File.Delete(path);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Deletes the temporary files of writers that died. No other writer may be active on the file.</summary>
    internal static void RemoveLeftovers(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Directory.Exists(folder))
            foreach (var temporary in Directory.GetFiles(folder, $".{Path.GetFileName(path)}.*.tmp"))
                Remove(temporary);
    }

    /// <summary>Deletes temporary files that killed processes left in a folder and its subfolders.</summary>
    internal static void RemoveLeftoversBelow(string folder)
    {
        if (Directory.Exists(folder))
            foreach (var temporary in Directory.GetFiles(folder, ".*.tmp", SearchOption.AllDirectories))
                Remove(temporary);
    }

    private static void Replace(string temporary, string target, string previous)
    {
        if (File.Exists(target))
            try
            {
                File.Replace(temporary, target, previous); // on Unix, a second name for the old file, then one rename
                return;
            }
            catch (IOException) when (File.Exists(temporary) && File.Exists(target))
            {
                File.Move(target, previous, overwrite: true); // a file system without hard links
            }
        File.Move(temporary, target, overwrite: true);
    }

    private static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsWindows())
            Posix.FlushFolder(folder);
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The original failure is the one to report.
        }
    }
}
