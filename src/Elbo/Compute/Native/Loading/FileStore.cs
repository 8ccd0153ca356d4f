using System.Globalization;

namespace Elbo.Compute.Native.Loading;

/// <summary>Stores files that many processes read: a reader finds a complete file or none, and a file in use is never changed.</summary>
static class FileStore
{
    /// <summary>Ensures that the file holds exactly <paramref name="content"/>, and replaces it as a whole if it does not.</summary>
    /// <returns>The file's path.</returns>
    public static string Put(string folder, string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(folder, name);
        if (Holds(path, content))
            return path;
        Directory.CreateDirectory(folder);
        var temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }
            // Programs that have the old file loaded keep it: the name moves to the new one, the old content stays while in use.
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        return path;
    }

    static bool Holds(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (RandomAccess.GetLength(file) != content.Length)
                return false;
            var buffer = new byte[1 << 16];
            for (var at = 0; at < content.Length;)
            {
                var read = RandomAccess.Read(file, buffer, at);
                if (read == 0 || read > content.Length - at || !content.Slice(at, read).SequenceEqual(buffer.AsSpan(0, read)))
                    return false;
                at += read;
            }
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Missing or unreadable: Put writes it again and reports any failure.
            return false;
        }
    }
}
