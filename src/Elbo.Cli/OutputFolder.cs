using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>Folders of files that verbs write: all files or none.</summary>
internal static class OutputFolder
{
    /// <summary>Throws if the folder is not empty: the files of two calls must not be mistaken for those of one.</summary>
    /// <exception cref="RunException">It is a file, holds something, or cannot be read.</exception>
    public static void ThrowIfTaken(string path, string option)
    {
        if (File.Exists(path))
            throw new RunException($"{path} is a file, so no folder of that name can be made. Choose another folder with {option}.");
        OutputFile.Guard(path, option, () =>
        {
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
                throw new RunException($"{path} holds files already, and a folder is only written where there are none. "
                    + $"Choose another folder with {option}, or remove that one.");
        });
    }

    /// <summary>Makes a folder of files: they are written into a temporary folder (<c>.NAME.….tmp</c>), which is then renamed.</summary>
    /// <param name="path">The folder; absent or empty.</param>
    /// <param name="option">The option by which a person chooses it.</param>
    /// <param name="write">Writes the files into the given folder. If it fails, nothing remains.</param>
    /// <exception cref="RunException">The folder holds something, or cannot be written.</exception>
    public static void Write(string path, string option, Action<string> write)
    {
        ThrowIfTaken(path, option);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        OutputFile.Guard(path, option, () =>
        {
            // An existing empty folder is kept: it may be a mount, or the current folder of a process.
            var isThere = Directory.Exists(target);
            var temporary = Path.Combine(isThere ? target : Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
            try
            {
                Directory.CreateDirectory(temporary);
                write(temporary);
                if (!isThere)
                    Directory.Move(temporary, target);
                foreach (var entry in isThere ? Directory.GetFileSystemEntries(temporary) : [])
                    Directory.Move(entry, Path.Combine(target, Path.GetFileName(entry)));
            }
            finally
            {
                if (Directory.Exists(temporary))
                    Directory.Delete(temporary, recursive: true);
            }
        });
    }
}
