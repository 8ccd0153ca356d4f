namespace Elbo.Cli;

/// <summary>Terms on the left, words on the right, within a width.</summary>
internal static class HelpColumns
{
    private const int Widest = 26, Indent = 2, Gap = 2;

    /// <summary>The lines of a list of terms.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<(string Term, string Words)> entries, int width)
    {
        var left = Indent + Gap + entries.Select(entry => entry.Term.Length).Where(length => length <= Widest).DefaultIfEmpty(Widest).Max();
        foreach (var (term, words) in entries)
        {
            var text = Wrap(words, width - left).ToList();
            // A term too long for its column has a line of its own.
            var sharesLine = Indent + term.Length + Gap <= left && text.Count > 0;
            yield return sharesLine ? (new string(' ', Indent) + term).PadRight(left) + text[0] : new string(' ', Indent) + term;
            foreach (var line in text.Skip(sharesLine ? 1 : 0))
                yield return new string(' ', left) + line;
        }
    }

    /// <summary>Text in lines of at most a number of characters, broken between words.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        if (line.Length > 0)
            yield return line;
    }
}
