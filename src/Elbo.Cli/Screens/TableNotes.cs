using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Likelihoods;
using Elbo.Objectives;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>What a person should know of a table before training on it: columns that nobody chose to leave out.</summary>
internal static class TableNotes
{
    public static void Write(IAnsiConsole console, TableInspection inspection, IReadOnlyDictionary<string, ColumnKind>? given)
    {
        ColumnInspection[] skipped = [.. inspection.Columns.Where(column => column.Column.Kind == ColumnKind.Skip && given?.ContainsKey(column.Column.Name) != true)];
        if (skipped.Length == 0)
            return;
        var reasons = string.Join(", ", skipped.Select(column => $"{column.Column.Name} ({column.Reason})"));
        var example = CommandWords.Quote($"{skipped[0].Column.Name}:KIND");
        foreach (var line in Wrapping.Lines($"Not learned from: {reasons}. Another kind: --columns {example}.", console.Profile.Width))
            console.WriteLine(line);
    }
}
