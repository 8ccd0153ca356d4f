using System.Text;
using Elbo.Files;

namespace Elbo.Data.Tables;

/// <summary>Columns and their kinds as <c>--columns</c> takes them: <c>price:positive,"temp, C":real</c>. A name with a comma or a quote is quoted as in
/// a CSV file.</summary>
internal static class ColumnWords
{
    /// <summary>One column for a command line, unquoted for the shell.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">A kind, or <c>KIND</c> in a hint.</param>
    public static string Write(string name, string kind) => $"{Quoted(name)}:{kind}";

    /// <summary>A name in a list.</summary>
    public static string Quoted(string name) =>
        name.AsSpan().ContainsAny(',', '"') ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;

    /// <summary>The names of a list, without spaces around them.</summary>
    public static IEnumerable<string> ReadNames(string text) => Parts(text).Select(part => Unquoted(part.Trim()));

    /// <summary>A list of names.</summary>
    public static string WriteNames(IEnumerable<string> names) => string.Join(',', names.Select(Quoted));

    /// <summary>The value of the option for several columns.</summary>
    public static string Write(IReadOnlyDictionary<string, ColumnKind> kinds) =>
        string.Join(',', kinds.Select(pair => Write(pair.Key, pair.Value.Name())));

    /// <summary>The option as it is typed into a shell.</summary>
    /// <param name="name">The name of a column.</param>
    /// <param name="kind">A kind, or <c>KIND</c> in a hint.</param>
    public static string Option(string name, string kind) => CommandWords.Option("--columns", Write(name, kind)).AsTyped();

    /// <summary>Reads the option.</summary>
    /// <param name="text">Its value.</param>
    /// <param name="fault">The part that is not NAME:KIND; null if all are.</param>
    public static Dictionary<string, ColumnKind> Read(string text, out string? fault)
    {
        var kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal);
        foreach (var part in Parts(text))
            if (part.LastIndexOf(':') is > 0 and var colon && part[..colon] is not ['"', .., not '"']
                && ColumnKinds.Find(part[(colon + 1)..]) is { } kind)
                kinds[Unquoted(part[..colon])] = kind;
            else
            {
                fault = part;
                return kinds;
            }
        fault = null;
        return kinds;
    }

    /// <summary>The text between commas that are not in quotes; a quote opens at the start of a part.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        var part = new StringBuilder();
        var isQuoted = false;
        foreach (var letter in text)
        {
            if (letter == ',' && !isQuoted)
            {
                yield return part.ToString();
                part.Clear();
                continue;
            }
            if (letter == '"' && (isQuoted || part.Length == 0 || part[0] == '"'))
                isQuoted = !isQuoted; // a doubled quote closes and opens
            part.Append(letter);
        }
        yield return part.ToString();
    }

    /// <summary>A name as the file has it: control characters are typed as they are shown.</summary>
    private static string Unquoted(string name) =>
        VisibleText.Read(name is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : name);
}
