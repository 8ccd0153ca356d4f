using System.Buffers;
using System.Globalization;
using System.Text;

namespace Elbo.Files;

/// <summary>Writes tables as comma-separated values (RFC 4180): a row of headings, UTF-8, numbers with a point and all their digits, nothing for
/// NaN.</summary>
internal static class CsvWriter
{
    private const int RowsOfPart = 1024;

    private const int LongestNumber = 400;

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
        stream.Write(Encoding.UTF8.GetBytes(Line(columns.Select(column => column.Name)) + "\n"));
        var cells = columns.Select(column => Cells(column.Values)).ToArray();
        var parts = new ArrayBufferWriter<byte>[Environment.ProcessorCount * 4];
        for (var first = 0; first < rows; first += parts.Length * RowsOfPart)
        {
            var start = first;
            Parallel.For(0, parts.Length, part =>
            {
                var text = parts[part] ??= new(RowsOfPart * columns.Count * 8);
                text.ResetWrittenCount();
                for (var row = start + part * RowsOfPart; row < Math.Min(rows, start + (part + 1) * RowsOfPart); row++)
                    Append(text, cells, columns, row);
            });
            foreach (var part in parts)
                stream.Write(part.WrittenSpan);
        }
    }

    private static void Append(ArrayBufferWriter<byte> text, Action<int, ArrayBufferWriter<byte>>[] cells, IReadOnlyList<TableColumn> columns, int row)
    {
        if (cells.Length == 1)
            Put(text, Line([Text(columns[0].Values.GetValue(row))]));
        else
            for (var i = 0; i < cells.Length; i++)
            {
                if (i > 0)
                    text.Write(","u8);
                cells[i](row, text);
            }
        text.Write("\n"u8);
    }

    /// <summary>Writes the cells of a column, without a box or a string around a number.</summary>
    private static Action<int, ArrayBufferWriter<byte>> Cells(Array values) => values switch
    {
        string[] texts => (row, text) => Put(text, Quote(texts[row] ?? "")),
        double[] numbers => (row, text) => Put(text, numbers[row], double.IsNaN(numbers[row])),
        float[] numbers => (row, text) => Put(text, numbers[row], float.IsNaN(numbers[row])),
        int[] numbers => (row, text) => Put(text, numbers[row], isMissing: false),
        bool[] truths => (row, text) => text.Write(truths[row] ? "true"u8 : "false"u8),
        _ => (row, text) => Put(text, Quote(Text(values.GetValue(row)))),
    };

    private static void Put(ArrayBufferWriter<byte> text, string cell) => Encoding.UTF8.GetBytes(cell, text);

    private static void Put<T>(ArrayBufferWriter<byte> text, T number, bool isMissing) where T : IUtf8SpanFormattable
    {
        if (isMissing)
            return;
        if (number.TryFormat(text.GetSpan(LongestNumber), out var written, default, CultureInfo.InvariantCulture))
            text.Advance(written);
        else
            throw new InvalidOperationException($"A number has more than {LongestNumber} characters.");
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
