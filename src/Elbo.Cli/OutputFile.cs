using Elbo.Data;
using Elbo.Files;
using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>Files that verbs write for people and other programs.</summary>
internal static class OutputFile
{
    /// <summary>Checks the ending of a file before anything is computed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option by which a person chooses it.</param>
    /// <param name="example">A file that would do.</param>
    /// <param name="formats">The allowed ones.</param>
    /// <exception cref="OptionsException">It has another ending.</exception>
    public static void ThrowIfEnding(string path, string option, string example, params FileFormat[] formats)
    {
        if (formats.Contains(FileFormat.ForOutput(path)))
            return;
        var endings = formats.Select(format => format.Endings[0]).ToArray();
        var allowed = endings.Length == 1 ? endings[0] : $"{string.Join(", ", endings[..^1])} or {endings[^1]}";
        throw new OptionsException([$"{option} was {path}; its ending must be {allowed}. Use {option} {example}."]);
    }

    /// <summary>Checks the ending of a file, and whether it exists, before anything is computed.</summary>
    /// <param name="path">The file; null if none is written.</param>
    /// <param name="force">True replaces another file.</param>
    /// <param name="option">The option by which a person chooses it.</param>
    /// <param name="example">A file that would do.</param>
    /// <param name="formats">The allowed ones.</param>
    /// <exception cref="OptionsException">It has another ending.</exception>
    /// <exception cref="RunException">It exists and <paramref name="force"/> is false, or a folder has that name.</exception>
    public static void ThrowIfImpossible(string? path, bool force, string option, string example, params FileFormat[] formats)
    {
        if (path is null)
            return;
        ThrowIfEnding(path, option, example, formats);
        ThrowIfTaken(path, force, option);
    }

    /// <summary>Throws if a file exists already, before anything is computed.</summary>
    /// <exception cref="RunException">It exists and <paramref name="force"/> is false, or a folder has that name.</exception>
    public static void ThrowIfTaken(string path, bool force, string option)
    {
        if (Directory.Exists(path))
            throw new RunException($"{path} is a folder, so no file of that name can be written. Choose another file with {option}.");
        if (File.Exists(path) && !force)
            throw Taken(path, option);
    }

    /// <summary>Writes a file whole or not at all.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="content">Its content; a file with exactly this content is left as it is.</param>
    /// <param name="force">True replaces another file.</param>
    /// <param name="option">The option by which a person chooses the file.</param>
    /// <returns>The path.</returns>
    /// <exception cref="RunException">Another file exists and <paramref name="force"/> is false, or it cannot be written.</exception>
    public static string Write(string path, byte[] content, bool force, string option) => Guard(path, option, () =>
    {
        if (File.Exists(path) && !force && !Holds(path, content))
            throw Taken(path, option);
        WriteWhole(path, stream => stream.Write(content));
    });

    /// <summary>Writes a file whole or not at all, of any length.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="force">True replaces another file.</param>
    /// <param name="option">The option by which a person chooses the file.</param>
    /// <returns>The path.</returns>
    /// <exception cref="RunException">A file exists and <paramref name="force"/> is false, or it cannot be written.</exception>
    public static string Write(string path, Action<Stream> write, bool force, string option)
    {
        ThrowIfTaken(path, force, option);
        return Guard(path, option, () => WriteWhole(path, write));
    }

    /// <summary>Writes numbers of examples in the format of the file's ending.</summary>
    public static string WriteNumbers(string path, ExampleNumbers numbers, bool force) =>
        Write(path, stream => FileFormat.ForOutput(path)!.Write!(stream, numbers), force, "--out");

    /// <summary>Turns a failure to write into an error that says what to do.</summary>
    /// <returns>The path.</returns>
    /// <exception cref="RunException">It cannot be written.</exception>
    public static string Guard(string path, string option, Action write)
    {
        try
        {
            write();
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new RunException(
                $"{path} cannot be written: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}. "
                + $"Choose another file with {option}, or free space or change permissions.", e);
        }
    }

    private static bool Holds(string path, byte[] content) =>
        new FileInfo(path).Length == content.Length && RegularFile.ReadAll(path, content.Length).AsSpan().SequenceEqual(content);

    private static void WriteWhole(string path, Action<Stream> write)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        AtomicFile.Write(path, write);
    }

    private static RunException Taken(string path, string option) =>
        new($"{path} exists already. Replace it with --force, or choose another file with {option}.");
}
