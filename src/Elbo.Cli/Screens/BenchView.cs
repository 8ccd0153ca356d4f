using Elbo.Bench;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>A benchmark: the machine, then one table per part.</summary>
internal static class BenchView
{
    public static void Write(IAnsiConsole console, BenchReport report, string? folder, BenchTable? comparison = null)
    {
        var facts = new FactList(console, nameWidth: 10);
        facts.Heading("Machine");
        foreach (var (name, value) in BenchTables.Facts(report))
            facts.Add(name, value);
        foreach (var part in BenchTables.Of(report).Concat(comparison is null ? [] : [comparison]))
        {
            console.WriteLine();
            facts.Heading(part.Title);
            var table = new ColumnTable([.. part.Columns.Select(column => column.IsNumber ? $">{column.Heading}" : column.Heading)]);
            foreach (var row in part.Rows)
                table.Add([.. row]);
            table.Write(console, margin: "  ");
        }
        console.WriteLine();
        foreach (var line in Wrapping.Lines(BenchTables.Legend, console.Profile.Width))
            console.WriteLine(line, new Style(Color.Grey));
        if (folder is not null)
            console.WriteUnbroken($"Written to {folder}");
    }
}
