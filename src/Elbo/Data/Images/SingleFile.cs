namespace Elbo.Data.Images;

/// <summary>One image file.</summary>
internal sealed class SingleFile : ImageFiles
{
    private readonly string path;

    /// <exception cref="DataException">The file cannot be read.</exception>
    public SingleFile(string path)
    {
        this.path = Path.GetFullPath(path);
        Source = Path.GetDirectoryName(this.path)!;
        try
        {
            var file = new FileInfo(this.path);
            Entries = [new(file.Name, file.Length, file.LastWriteTimeUtc.Ticks)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path} could not be read: {e.Message} Check its permissions.", e);
        }
    }

    public override string Source { get; }

    public override IReadOnlyList<FileEntry> Entries { get; }

    protected override byte[] ReadContent(int entry) => File.ReadAllBytes(path);
}
