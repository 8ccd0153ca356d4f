using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>Text that keeps its line breaks, however narrow the screen: paths, hashes, commands to copy.</summary>
internal static class UnbrokenText
{
    /// <summary>Writes a line as it is; Spectre would break it at the screen's width.</summary>
    public static void WriteUnbroken(this IAnsiConsole console, string line) => console.Profile.Out.Writer.WriteLine(VisibleText.Line(line));
}
