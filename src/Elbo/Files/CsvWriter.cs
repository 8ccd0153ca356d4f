using System.Buffers;
using System.Globalization;
using System.Text;

namespace Elbo.Files;

/// <summary>Writes tables as comma-separated values (RFC 4180): a row of headings, UTF-8, numbers with a point and all their digits, nothing for
/// NaN.</summary>
internal static class CsvWriter
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n;\t|");

    /// <param name="stream">The destination; left open.</param>
    /// <param name="columns">Columns of one length.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static void Write(Stream stream, IReadOnlyList<TableColumn> columns)
    {
        var rows = columns.Count == 0 ? 0 : columns[0].Values.Length;
        if (columns.FirstOrDefault(column => column.Values.Length != rows) is { } other)
            throw new ArgumentException(
                $"The column {other.Name} has {other.Values.Length} values, {columns[0].Name} has {rows}; all must have the same number.", nameof(columns));
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(Line(columns.Select(column => column.Name)));
        for (var row = 0; row < rows; row++)
            writer.WriteLine(Line(columns.Select(column => Text(column.Values.GetValue(row)))));
    }

    /// <summary>A record without its line end. A single cell is quoted if it is empty, which would be an empty line, or has spaces, which could pass
    /// for separators.</summary>
    internal static string Line(IEnumerable<string> cells) =>
        cells.ToArray() is var all && all is [var single] && (single.Length == 0 || single.Contains(' ', StringComparison.Ordinal))
        ? Quoted(single)
        : string.Join(',', all.Select(Quote));

    /// <summary>The text of a value; empty for null and NaN, which a table reads as missing.</summary>
    internal static string Text(object? value) => value switch
    {
        null or double.NaN or float.NaN => "",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The text of a cell, quoted if it contains a separator of this or another dialect, spaces at its ends, or a start that readers take for
    /// something else: a comment, JSON, a page, a quote or a byte-order mark.</summary>
    internal static string Quote(string text) =>
        text.AsSpan().ContainsAny(Special) || text is [' ' or '#' or '{' or '[' or '<' or '\'' or '\uFEFF', ..] or [.., ' '] ? Quoted(text) : text;

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <param name="Name">Its heading.</param>
/// <param name="Values">One value per row: <c>string[]</c>, <c>int[]</c>, <c>float[]</c>, <c>double[]</c> or <c>bool[]</c>.</param>
internal sealed record TableColumn(string Name, Array Values)
{
    /// <summary>Whether a text may be null, in this group of rows or in another.</summary>
    public bool HasNulls { get; init; }
}
