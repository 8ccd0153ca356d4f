using System.Text;

namespace Elbo.Bench;

/// <summary>A report as a page of Markdown.</summary>
internal static class BenchMarkdown
{
    public static string Of(BenchReport report)
    {
        var page = new StringBuilder($"# elbo bench on {report.Machine.Run.Cpu}\n\n| | |\n| --- | --- |\n");
        foreach (var (name, value) in BenchTables.Facts(report))
            page.Append($"| {name} | {value} |\n");
        foreach (var table in BenchTables.Of(report))
        {
            page.Append($"\n## {table.Title}\n\n");
            page.Append($"| {string.Join(" | ", table.Columns.Select(column => column.Heading))} |\n");
            page.Append($"| {string.Join(" | ", table.Columns.Select(column => column.IsNumber ? "---:" : "---"))} |\n");
            foreach (var row in table.Rows)
                page.Append($"| {string.Join(" | ", row)} |\n");
        }
        return page.Append($"\n{BenchTables.Legend}\n").ToString();
    }
}
