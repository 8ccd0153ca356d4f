using System.CommandLine;
using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>Where a verb's PNG goes: the file named by an option, or a name of its own in the run's <c>figures/</c>.</summary>
internal static class FigureFile
{
    public static Option<string?> Out() => new("--out") { Description = "The PNG to write (a name in RUN/figures that tells its options).", HelpName = "FILE.png" };

    /// <summary>Writes the figure. A file with exactly this content is left as it is.</summary>
    /// <returns>The path.</returns>
    /// <exception cref="RunException">Another file is there and <paramref name="force"/> is false, or it cannot be written.</exception>
    public static string Write(string? chosen, LoadedRun run, string name, byte[] png, bool force) =>
        Write(chosen ?? Path.Combine(run.Folder.FiguresPath, name), png, force, "--out");

    /// <summary>Writes a figure that belongs to no run.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="png">Its content; a file with exactly this content is left as it is.</param>
    /// <param name="force">True replaces another file.</param>
    /// <param name="option">The option by which a person chooses the file.</param>
    /// <returns>The path.</returns>
    /// <exception cref="RunException">Another file is there and <paramref name="force"/> is false, or it cannot be written.</exception>
    public static string Write(string path, byte[] png, bool force, string option)
    {
        try
        {
            if (File.Exists(path) && !force && !File.ReadAllBytes(path).AsSpan().SequenceEqual(png))
                throw new RunException($"{path} exists already. Replace it with --force, or choose another file with {option}.");
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            AtomicFile.Write(path, stream => stream.Write(png));
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new RunException($"{path} cannot be written: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Choose another file with {option}, or free space or change permissions.", e);
        }
    }
}
