using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>Rows in aligned columns below a bold heading; numbers to the right; optionally a grey note under a row.</summary>
/// <param name="headings">The columns' names; one that starts with <c>&gt;</c> is aligned to the right.</param>
internal sealed class ColumnTable(params string[] headings)
{
    private const string Gap = "  ";

    /// <summary>The last column is not wrapped into fewer characters than this.</summary>
    private const int NarrowestText = 16;

    private readonly List<(string[] Cells, string? Note)> rows = [];

    public void Add(params string[] cells) => AddNoted(null, cells);

    public void AddNoted(string? note, params string[] cells) => rows.Add(([.. cells.Select(VisibleText.Line)], note));

    /// <summary>In characters, without the notes.</summary>
    public int Width => Widths.Sum() + Gap.Length * (headings.Length - 1);

    private string[] Names => [.. headings.Select(heading => VisibleText.Line(heading.TrimStart('>')))];

    private int[] Widths => [.. Names.Select((name, i) => Math.Max(name.Length, rows.Select(row => row.Cells[i].Length).DefaultIfEmpty().Max()))];

    public void Write(IAnsiConsole console, string margin = "")
    {
        var (names, widths) = (Names, Widths);
        var last = headings.Length - 1;
        var before = margin.Length + widths.SkipLast(1).Sum() + Gap.Length * last;
        var room = console.Profile.Width - before;
        // Where the screen is too narrow for the last column, its text goes on below itself; where hardly any of it would fit, below its row.
        var isText = !headings[last].StartsWith('>') && widths[last] > room;
        var indent = isText && room < NarrowestText ? margin.Length + Gap.Length : before;
        WriteRow(names, new Style(decoration: Decoration.Bold));
        foreach (var (cells, note) in rows)
        {
            WriteRow(cells, Style.Plain);
            if (note is not null)
                foreach (var line in Wrapping.Lines(note, console.Profile.Width - margin.Length - Gap.Length))
                    console.WriteLine(margin + Gap + line, new Style(Color.Grey));
        }

        void WriteRow(string[] cells, Style style)
        {
            IEnumerable<string> words = isText ? Wrapping.Lines(cells[last], console.Profile.Width - indent) : [cells[last]];
            if (indent < before)
                words = words.Prepend("");
            console.WriteLine(Row([.. cells.SkipLast(1), words.First()]), style);
            foreach (var line in words.Skip(1))
                console.WriteLine(new string(' ', indent) + line, style);
        }

        string Row(string[] cells) => margin + string.Join(Gap, cells.Select((cell, i) =>
            headings[i].StartsWith('>') ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();
    }
}
