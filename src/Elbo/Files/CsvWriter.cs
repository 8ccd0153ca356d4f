using System.Buffers;
using System.Globalization;
using System.Text;

namespace Elbo.Files;

/// <summary>Writes tables as comma-separated values (RFC 4180): a row of headings, UTF-8, numbers with a point and all their digits, nothing for
/// NaN.</summary>
internal static class CsvWriter
{
    private const int RowsOfPart = 1024;

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
        var texts = columns.Select(column => Texts(column.Values)).ToArray();
        var parts = new StringBuilder[Environment.ProcessorCount * 4];
        for (var first = 0; first < rows; first += parts.Length * RowsOfPart)
        {
            var start = first;
            Parallel.For(0, parts.Length, part =>
            {
                var text = parts[part] = new StringBuilder();
                for (var row = start + part * RowsOfPart; row < Math.Min(rows, start + (part + 1) * RowsOfPart); row++)
                    Append(text, texts, row);
            });
            foreach (var part in parts)
                writer.Write(part);
        }
    }

    private static void Append(StringBuilder text, Func<int, string>[] texts, int row)
    {
        if (texts.Length == 1)
            text.Append(Line([texts[0](row)]));
        else
            for (var i = 0; i < texts.Length; i++)
            {
                if (i > 0)
                    text.Append(',');
                text.Append(Quote(texts[i](row)));
            }
        text.Append('\n');
    }

    /// <summary>The text of a value, without a box around it.</summary>
    private static Func<int, string> Texts(Array values) => values switch
    {
        string[] texts => row => texts[row] ?? "",
        double[] numbers => row => double.IsNaN(numbers[row]) ? "" : numbers[row].ToString(CultureInfo.InvariantCulture),
        float[] numbers => row => float.IsNaN(numbers[row]) ? "" : numbers[row].ToString(CultureInfo.InvariantCulture),
        int[] numbers => row => numbers[row].ToString(CultureInfo.InvariantCulture),
        bool[] truths => row => truths[row] ? "true" : "false",
        _ => row => Text(values.GetValue(row)),
    };

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
