using System.CommandLine;
using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>Where a verb's PNG goes: the file named by an option, or a name of its own in the run's <c>figures/</c>.</summary>
internal static class FigureFile
{
    public static Option<string?> Out() => new("--out")
    {
        Description = "The PNG to write (a name in RUN/figures that tells its options).",
        HelpName = "FILE.png",
    };

    /// <summary>Writes the figure. A file with exactly this content is left as it is.</summary>
    /// <returns>The path.</returns>
    /// <exception cref="RunException">Another file exists and <paramref name="force"/> is false, or it cannot be written.</exception>
    public static string Write(string? chosen, OpenRun run, string name, byte[] png, bool force, string option = "--out") =>
        OutputFile.Write(chosen ?? Path.Combine(run.Folder.FiguresPath, name), png, force, option);
}
