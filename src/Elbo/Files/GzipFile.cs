namespace Elbo.Files;

/// <summary>Files that may be compressed with gzip, which are unpacked as they are read.</summary>
internal static class GzipFile
{
    public const string Ending = ".gz";

    /// <summary>The most that deflate can shrink: 258 bytes in 2 bits.</summary>
    private const long LargestRatio = 1032;

    /// <summary>More is not unpacked.</summary>
    private const long LargestUnpacked = 8L << 30;

    /// <summary>True for a stream that begins as gzip does; its position is kept.</summary>
    public static bool Is(Stream file)
    {
        Span<byte> start = stackalloc byte[2];
        var position = file.Position;
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = position;
        return read == 2 && start is [0x1F, 0x8B];
    }

    /// <summary>Opens a file for reading from front to back, unpacked if it is compressed; the stream can then not seek.</summary>
    /// <exception cref="DataException">The file cannot be read, its compression does not decode, or it was cut short.</exception>
    public static T Read<T>(string path, Func<Stream, T> read) => DataFile.Read(path, file =>
    {
        if (!Is(file))
            return read(file);
        try
        {
            using var gzip = new GzipContent(file);
            return read(gzip);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(path, e);
        }
    });

    /// <summary>The most bytes that a compressed file can hold; null for another file.</summary>
    /// <exception cref="DataException">The file cannot be read.</exception>
    public static long? MostBytes(string path) =>
        DataFile.Read(path, file => Is(file) ? Math.Min(LargestUnpacked, LargestRatio * file.Length) : (long?)null);

    /// <summary>Unpacks into a temporary file that is deleted when it is closed.</summary>
    /// <param name="file">Positioned at its start.</param>
    /// <exception cref="InvalidDataException">It is damaged, or has over 8 GiB.</exception>
    /// <exception cref="IOException">There is no room for it.</exception>
    public static FileStream Unpack(Stream file)
    {
        using var gzip = new GzipContent(file);
        var unpacked = CreateTemporary();
        try
        {
            var (buffer, total) = (new byte[1 << 16], 0L);
            for (int read; (read = gzip.Read(buffer)) > 0; unpacked.Write(buffer, 0, read))
                if ((total += read) > LargestUnpacked)
                    throw new InvalidDataException($"it unpacks to over {LargestUnpacked >> 30} GiB");
            unpacked.Position = 0;
            return unpacked;
        }
        catch
        {
            unpacked.Dispose();
            throw;
        }
    }

    /// <summary>A file without a name where the system allows it, so that nothing is left behind however the process ends.</summary>
    private static FileStream CreateTemporary()
    {
        var path = Path.Combine(Path.GetTempPath(), $"elbo-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (OperatingSystem.IsWindows())
            options.Options = FileOptions.DeleteOnClose;
        else
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }

    public static DataException Damaged(string name, InvalidDataException e) =>
        new($"{name} is damaged: its gzip compression does not decode ({e.Message.TrimEnd('.')}). Download it again.", e);
}
