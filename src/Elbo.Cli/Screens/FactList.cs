using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>Facts below a heading: names on the left, values in one column on the right, prose wrapped between words.</summary>
/// <remarks>A path is never broken, since a broken one cannot be copied.</remarks>
internal sealed class FactList(IAnsiConsole console, int nameWidth)
{
    private const string Margin = "  ";
    private static readonly Style NameStyle = new(Color.Grey);

    private string Indent => new(' ', Margin.Length + nameWidth + 2);

    /// <summary>A bold heading, followed by a coloured verdict.</summary>
    public void Heading(string text, string? verdict = null, Color? colour = null)
    {
        console.Write(new Text(VisibleText.Line(text), new Style(decoration: Decoration.Bold)));
        if (verdict is not null)
            console.Write(new Text($"  {VisibleText.Line(verdict)}", new Style(colour)));
        console.WriteLine();
    }

    /// <summary>A value that may be prose.</summary>
    public void Add(string name, string value, Color? colour = null) =>
        Write(name, Wrapping.Lines(VisibleText.Line(value), console.Profile.Width - Indent.Length), colour);

    /// <summary>Values on one line each, unbroken: paths, hashes.</summary>
    public void AddLines(string name, IEnumerable<string> lines) => Write(name, lines, null);

    private void Write(string name, IEnumerable<string> lines, Color? colour)
    {
        console.Write(new Text(Margin + name.PadRight(nameWidth) + "  ", NameStyle));
        foreach (var (index, line) in lines.Index())
        {
            if (index > 0)
                console.Write(new Text(Indent));
            if (colour is { } given && line.Length <= console.Profile.Width - Indent.Length)
                console.WriteLine(line, new Style(given));
            else
                console.WriteUnbroken(line);
        }
    }
}
