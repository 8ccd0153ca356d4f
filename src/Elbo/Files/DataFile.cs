namespace Elbo.Files;

/// <summary>Opens data files; every failure becomes a <see cref="DataException"/> that says what to do.</summary>
internal static class DataFile
{
    private const int BufferSize = 1 << 17;

    /// <summary>Opens the file for reading from front to back, and closes it after <paramref name="read"/>.</summary>
    /// <exception cref="DataException">The file is missing, a folder, a pipe, locked or not readable.</exception>
    public static T Read<T>(string path, Func<Stream, T> read)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new DataException($"{path} does not exist. Check the spelling, or give the file's full path.");
        try
        {
            using var file = RegularFile.Open(path, BufferSize);
            return read(file);
        }
        catch (RefusedFileException e)
        {
            throw new DataException(e.Message, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DataException($"{path} may not be read by this user. Change its permissions, or copy it to a place you can read.", e);
        }
        catch (IOException e)
        {
            throw new DataException($"{path} could not be read: {e.Message} Check the disk, and that no other program has the file open.", e);
        }
    }
}
