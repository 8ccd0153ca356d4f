namespace Elbo.Files;

/// <summary>Opens files of weights; every failure becomes a <see cref="ModelFileException"/> that says what to do.</summary>
internal static class WeightsFile
{
    /// <summary>Opens the file for reading, and closes it after <paramref name="read"/>.</summary>
    /// <exception cref="ModelFileException">The file is missing, a folder, a pipe or not readable.</exception>
    public static T Read<T>(string path, Func<Stream, T> read)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new ModelFileException($"{path} does not exist. Check the spelling, or give the file's full path.");
        try
        {
            using var file = RegularFile.Open(path);
            return read(file);
        }
        catch (RefusedFileException e)
        {
            throw new ModelFileException(e.Message, e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new ModelFileException($"{path} could not be read: {e.Message} Check its permissions, the disk, and that no other program has it open.", e);
        }
    }
}
