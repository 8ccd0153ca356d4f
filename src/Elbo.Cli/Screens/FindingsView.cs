using Elbo.Evaluation;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>The doctor's findings, in words.</summary>
internal static class FindingsView
{
    public static void Write(IAnsiConsole console, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            console.WriteLine();
            console.WriteLine($"{finding.Severity}: {finding.Title}", new Style(Colour(finding.Severity), decoration: Decoration.Bold));
            console.WriteLine(finding.Evidence);
            console.WriteLine(finding.Remedy);
        }
    }

    private static Color Colour(Severity severity) => severity switch
    {
        Severity.Error => Color.Red,
        Severity.Warning => Color.Yellow,
        _ => Color.Blue,
    };
}
