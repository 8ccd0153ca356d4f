using System.Text;

namespace Elbo.Files;

/// <summary>A command as a list of words, as a program is started with. Words are quoted only when the command is shown.</summary>
internal static class CommandWords
{
    /// <summary>The command as it is typed into a POSIX shell.</summary>
    public static string AsTyped(this IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>A word as it is typed into a POSIX shell: in single quotes if the shell would change it.</summary>
    public static string Quote(string word) => word is [not '=', ..] && word.All(IsPlain) // zsh replaces =name by a path
        ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>An option with its value: two words, or one if the value could pass for another option or a response file.</summary>
    public static string[] Option(string name, string value) => value is ['-' or '@', ..] ? [$"{name}={value}"] : [name, value];

    /// <summary>The command with a new value of an option, which is added at the end if the command lacks it.</summary>
    public static IReadOnlyList<string> WithOption(this IEnumerable<string> words, string name, string value)
    {
        var changed = words.ToList();
        var at = changed.FindIndex(word => word == name || word.StartsWith($"{name}=", StringComparison.Ordinal));
        if (at >= 0)
            changed.RemoveRange(at, changed[at] == name ? Math.Min(2, changed.Count - at) : 1);
        else
            at = changed.Count;
        changed.InsertRange(at, Option(name, value));
        return changed;
    }

    /// <summary>The words of a command as it is typed into a POSIX shell. Nothing is expanded, and a quote that is not closed is a character
    /// like others, as is an apostrophe within a word (<c>it's.csv</c>): older Elbos did not quote them.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length;)
            if (IsBlank(text[at]))
                at++;
            else
                words.Add(ReadWord(text, ref at));
        return words;
    }

    private static string ReadWord(string text, ref int at)
    {
        var word = new StringBuilder();
        while (at < text.Length && !IsBlank(text[at]))
            if (text[at] is '\'' or '"' && ClosingQuote(text, at) is >= 0 and var end)
            {
                var quoted = text[(at + 1)..end];
                word.Append(text[at] == '\'' ? quoted : Unescape(quoted));
                at = end + 1;
            }
            else
            {
                if (text[at] == '\\' && at + 1 < text.Length)
                    at++;
                word.Append(text[at++]);
            }
        return word.ToString();
    }

    /// <summary>The index of the quote that ends what one at <paramref name="open"/> begins; −1 if that one is only a character.</summary>
    private static int ClosingQuote(string text, int open)
    {
        if (text[open] == '\'')
            return open > 0 && char.IsLetterOrDigit(text[open - 1]) ? -1 : text.IndexOf('\'', open + 1);
        for (var at = open + 1; at < text.Length; at++)
            if (text[at] == '"')
                return at;
            else if (text[at] == '\\')
                at++;
        return -1;
    }

    /// <summary>Within double quotes a backslash escapes these four only.</summary>
    private static string Unescape(string quoted)
    {
        var text = new StringBuilder();
        for (var at = 0; at < quoted.Length; at++)
        {
            if (quoted[at] == '\\' && quoted[at + 1] is '\\' or '"' or '$' or '`')
                at++;
            text.Append(quoted[at]);
        }
        return text.ToString();
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n';

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ',' or ':' or '/' or '+' or '=' or '@' or '%';
}
