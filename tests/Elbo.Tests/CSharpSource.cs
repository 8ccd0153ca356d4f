using System.Text;

namespace Elbo.Tests;

/// <summary>Removes comments and literals from C# source; code within interpolated strings is kept.</summary>
internal sealed class CSharpSource
{
    private readonly string text;
    private readonly StringBuilder code = new();
    private int at;

    private CSharpSource(string text) => this.text = text;

    public static string CodeOf(string text)
    {
        var source = new CSharpSource(text);
        source.ReadCode(closingBraces: 0);
        return source.code.ToString();
    }

    /// <summary>Reads to the end of the text, or of an interpolation hole that ends with the given number of braces.</summary>
    private void ReadCode(int closingBraces)
    {
        var depth = 0;
        while (at < text.Length)
        {
            if (Starts("//"))
                SkipTo("\n");
            else if (Starts("/*"))
                SkipTo("*/");
            else if (text[at] == '\'' && CharacterLength() is > 0 and var length)
                at += length;
            else if (PrefixLength() is >= 0 and var prefix)
                ReadString(prefix);
            else
            {
                if (closingBraces > 0 && depth == 0 && text[at] == '}')
                {
                    at += closingBraces;
                    code.Append(' ');
                    return;
                }
                depth += text[at] switch { '{' => 1, '}' => -1, _ => 0 };
                code.Append(text[at++]);
            }
        }
    }

    private void ReadString(int prefix)
    {
        var marks = text.AsSpan(at, prefix);
        var (holes, isVerbatim) = (marks.Count('$'), marks.Contains('@'));
        at += prefix;
        var quotes = text.AsSpan(at).IndexOfAnyExcept('"');
        quotes = quotes < 0 ? text.Length - at : quotes;
        var isRaw = quotes >= 3 && !isVerbatim;
        var end = new string('"', isRaw ? quotes : 1);
        var open = new string('{', Math.Max(1, holes));
        at += end.Length;
        code.Append(' ');
        while (at < text.Length)
        {
            if (!isRaw && (isVerbatim ? Starts("\"\"") : text[at] == '\\') || !isRaw && holes > 0 && (Starts("{{") || Starts("}}")))
                at += 2;
            else if (Starts(end))
            {
                at += end.Length;
                return;
            }
            else if (holes > 0 && Starts(open))
            {
                at += open.Length;
                ReadCode(open.Length);
            }
            else
                at++;
        }
    }

    /// <summary>The number of marks before the quote if a string starts here; otherwise −1.</summary>
    private int PrefixLength()
    {
        var marks = 0;
        while (at + marks < text.Length && text[at + marks] is '$' or '@')
            marks++;
        return at + marks < text.Length && text[at + marks] == '"' ? marks : -1;
    }

    /// <summary>The length of the character literal here; 0 if there is none.</summary>
    private int CharacterLength()
    {
        var end = text.IndexOf('\'', Math.Min(text.Length, at + (Starts("'\\") ? 3 : 2)));
        return end < 0 || end - at > 12 ? 0 : end - at + 1;
    }

    private bool Starts(string with) => string.CompareOrdinal(text, at, with, 0, with.Length) == 0;

    private void SkipTo(string end)
    {
        var found = text.IndexOf(end, at, StringComparison.Ordinal);
        at = found < 0 ? text.Length : found + end.Length;
        code.Append('\n');
    }
}
