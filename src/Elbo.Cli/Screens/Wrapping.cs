namespace Elbo.Cli.Screens;

/// <summary>Breaks prose between words.</summary>
internal static class Wrapping
{
    /// <summary>Lines of at most <paramref name="width"/> characters; a longer word has a line of its own.</summary>
    public static IReadOnlyList<string> Lines(string text, int width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' '))
            if (line.Length == 0)
                line = word;
            else if (line.Length + 1 + word.Length <= width)
                line += " " + word;
            else
            {
                lines.Add(line);
                line = word;
            }
        lines.Add(line);
        return lines;
    }
}
