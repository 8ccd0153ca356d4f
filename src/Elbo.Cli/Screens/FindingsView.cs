using Elbo.Evaluation;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>The doctor's findings, as text.</summary>
internal static class FindingsView
{
    /// <param name="console">The console.</param>
    /// <param name="findings">The findings.</param>
    /// <param name="run">The run's folder, for commands in remedies; null leaves RUN there.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<Finding> findings, string? run = null)
    {
        foreach (var finding in findings)
        {
            console.WriteLine();
            console.WriteLine($"{finding.Severity}: {finding.Title}", Style(finding.Severity));
            foreach (var line in Wrapping.Lines(finding.Evidence, console.Profile.Width).Concat(Wrapping.Lines(finding.RemedyFor(run), console.Profile.Width)))
                console.WriteLine(line);
        }
    }

    public static Style Style(Severity severity) => new(Colour(severity), decoration: Decoration.Bold);

    private static Color Colour(Severity severity) => severity switch
    {
        Severity.Error => Color.Red,
        Severity.Warning => Color.Yellow,
        _ => Color.Blue,
    };
}
