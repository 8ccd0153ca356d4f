namespace Elbo.Data.Images;

/// <summary>The files of a folder and of the folders in it.</summary>
internal sealed class FolderFiles : ImageFiles
{
    // Deeper ones are links that lead in circles.
    private const int DeepestFolder = 12;

    /// <exception cref="DataException">The folder cannot be read.</exception>
    public FolderFiles(string folder)
    {
        Source = Path.GetFullPath(folder);
        try
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = DeepestFolder, IgnoreInaccessible = false };
            Entries = [.. new DirectoryInfo(Source).EnumerateFiles("*", options)
                .Select(file => new FileEntry(Path.GetRelativePath(Source, file.FullName).Replace('\\', '/'), file.Length, file.LastWriteTimeUtc.Ticks))
                .Where(file => !IsHidden(file.Path))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The folder {folder} could not be read: {e.Message} Check its permissions and links.", e);
        }
    }

    public override string Source { get; }

    public override IReadOnlyList<FileEntry> Entries { get; }

    protected override byte[] ReadContent(int entry) => File.ReadAllBytes(Path.Combine(Source, Entries[entry].Path));
}
