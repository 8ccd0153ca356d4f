using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>Files that verbs write for people and other programs.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file whole or not at all.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="content">Its content; a file with exactly this content is left as it is.</param>
    /// <param name="force">True replaces another file.</param>
    /// <param name="option">The option by which a person chooses the file.</param>
    /// <returns>The path.</returns>
    /// <exception cref="RunException">Another file is there and <paramref name="force"/> is false, or it cannot be written.</exception>
    public static string Write(string path, byte[] content, bool force, string option)
    {
        try
        {
            if (File.Exists(path) && !force && !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
                throw new RunException($"{path} exists already. Replace it with --force, or choose another file with {option}.");
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            AtomicFile.Write(path, stream => stream.Write(content));
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new RunException($"{path} cannot be written: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Choose another file with {option}, or free space or change permissions.", e);
        }
    }
}
