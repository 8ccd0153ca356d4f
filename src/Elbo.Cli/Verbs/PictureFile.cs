using Elbo.Runs;

namespace Elbo.Cli.Verbs;

/// <summary>A picture that a verb was asked to write: whole or not at all, and over nothing without <c>--force</c>.</summary>
internal static class PictureFile
{
    /// <summary>Refuses a name that is taken, before any work is done for it.</summary>
    /// <exception cref="OptionsException">It is no name of a PNG.</exception>
    /// <exception cref="IOException">There is a file or folder of that name.</exception>
    public static void ThrowIfTaken(string path, string option, bool force)
    {
        if (!path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            throw new OptionsException([$"{option} was '{path}'; it must be the name of a PNG file. Use {option} {Path.ChangeExtension(path.Length > 0 ? path : "sheet", ".png")}."]);
        if (Directory.Exists(path))
            throw new IOException($"{path} is a folder, so no file of that name can be written. Choose another name with {option}.");
        if (File.Exists(path) && !force)
            throw new IOException($"{path} is there already. Replace it with --force, or choose another name with {option}.");
    }

    /// <summary>Writes the picture, and makes the folder it goes to.</summary>
    /// <exception cref="IOException">It cannot be written; the message is for a person.</exception>
    public static void Write(string path, byte[] png)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} cannot be written: there is no folder {folder}, and it cannot be made. Choose another place.", e);
        }
        AtomicFile.Write(path, stream => stream.Write(png));
    }
}
