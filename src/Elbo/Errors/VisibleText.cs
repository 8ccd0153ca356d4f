using System.Globalization;
using System.Text;

namespace Elbo;

/// <summary>Escapes characters that change how a terminal or a browser shows the text around them: control characters, bidirectional controls and
/// line separators. The escapes are those of JSON (<c>\u001B</c>), so an escaped JSON document holds the same strings.</summary>
internal static class VisibleText
{
    /// <summary>A text of one or more lines: tabs and line ends stay.</summary>
    public static string Of(string text) => Escape(text, isLine: false);

    /// <summary>A text that must stay on its line, such as a cell of a table: tabs and line ends are escaped too.</summary>
    public static string Line(string text) => Escape(text, isLine: true);

    /// <summary>The text of which <see cref="Line"/> made this one.</summary>
    public static string Read(string line)
    {
        for (var at = line.IndexOf("\\u", StringComparison.Ordinal); at >= 0; at = line.IndexOf("\\u", at + 1, StringComparison.Ordinal))
            if (at + 6 <= line.Length && ushort.TryParse(line.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && IsHidden((char)code))
                line = string.Concat(line.AsSpan(0, at), [(char)code], line.AsSpan(at + 6));
        return line;
    }

    private static string Escape(string text, bool isLine)
    {
        StringBuilder? escaped = null;
        for (var i = 0; i < text.Length; i++)
            if (IsHidden(text[i]) && (isLine || !IsLayout(text, i)))
                (escaped ??= new(text, 0, i, text.Length + 16)).Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            else
                escaped?.Append(text[i]);
        return escaped?.ToString() ?? text;
    }

    /// <summary>A carriage return without a line feed would overwrite the line.</summary>
    private static bool IsLayout(string text, int i) => text[i] is '\t' or '\n' || text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n';

    private static bool IsHidden(char c) => char.IsControl(c) || c is >= '\u2028' and <= '\u202E' or >= '\u2066' and <= '\u2069';
}
