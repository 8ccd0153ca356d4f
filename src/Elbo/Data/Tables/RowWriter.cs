using System.Buffers;
using System.Globalization;
using System.Text;
using Elbo.Files;

namespace Elbo.Data.Tables;

/// <summary>Writes rows of a run as its training file has them: the same columns in the same order, constant ones too, without those that the run left
/// out for another reason.</summary>
internal sealed class RowWriter
{
    private const int RowsPerPart = 1024;

    private readonly TableEncoding encoding;
    private readonly CellWords words;
    private readonly Field[] fields;

    /// <param name="encoding">That of the run.</param>
    /// <param name="options">How the run's text was read; null for the defaults.</param>
    /// <param name="given">Cells that every row has, by column: the condition under which rows are drawn; null without one.</param>
    public RowWriter(TableEncoding encoding, DataOptions? options, IReadOnlyDictionary<string, string>? given = null)
    {
        this.encoding = encoding = DateParts.Whole(encoding);
        words = CellWords.Of(options ?? new());
        var places = encoding.Columns.Index().ToDictionary(column => column.Item.Name, column => column.Index, StringComparer.Ordinal);
        var known = encoding.File ?? [.. encoding.Columns.Select(column => new FileColumn(column.Name))];
        FileColumn[] file = [.. known.Select(column => given?.GetValueOrDefault(column.Name) is { } cell ? column with { Constant = cell }
            : column is { Constant: null, Reason: null } && !places.ContainsKey(column.Name) ? column with { Reason = "the run's condition" }
            : column)];
        fields =
        [
            .. file.Where(column => places.ContainsKey(column.Name) || column.Constant is not null)
                .Select(column => new Field(column.Name, places.GetValueOrDefault(column.Name, -1), column.Constant ?? "")),
        ];
        LeftOut = [.. file.Where(column => !places.ContainsKey(column.Name) && column.Constant is null)];
    }

    /// <summary>The columns of the training file that are not written.</summary>
    public IReadOnlyList<FileColumn> LeftOut { get; }

    /// <summary>Writes a file, atomically and in the format of its ending, rows as they come.</summary>
    /// <exception cref="OptionsException">It has another ending than .csv and .parquet.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path, IEnumerable<Table> batches)
    {
        if (FileFormat.ForOutput(path) is not { } format || format != FileFormat.Csv && format != FileFormat.Parquet)
            throw new OptionsException([$"path was {path}; rows are written to files that end in .csv or .parquet. Use rows.csv."]);
        AtomicFile.Write(path, stream => Write(stream, format, batches));
    }

    public void Write(Stream stream, FileFormat format, IEnumerable<Table> batches)
    {
        if (format == FileFormat.Parquet)
            WriteParquet(stream, batches);
        else
            WriteCsv(stream, batches);
    }

    /// <summary>Writes comma-separated values, rows as they come.</summary>
    public void WriteCsv(Stream stream, IEnumerable<Table> batches)
    {
        stream.Write(Encoding.UTF8.GetBytes(CsvWriter.Line(fields.Select(field => field.Name)) + "\n"));
        byte[][][] texts = [.. fields.Select(Texts)];
        foreach (var batch in batches.Select(DateParts.Whole))
        {
            var parts = new ArrayBufferWriter<byte>[(batch.Count + RowsPerPart - 1) / RowsPerPart];
            Parallel.For(0, parts.Length, part =>
            {
                var text = parts[part] = new(RowsPerPart * fields.Length * 8);
                for (var row = part * RowsPerPart; row < Math.Min(batch.Count, (part + 1) * RowsPerPart); row++)
                    Write(batch.Row(row), texts, text);
            });
            foreach (var part in parts)
                stream.Write(part.WrittenSpan);
        }
    }

    /// <summary>Writes Parquet, a group of rows for each batch.</summary>
    public void WriteParquet(Stream stream, IEnumerable<Table> batches) => ParquetFile.WriteGroups(stream, batches.Select(DateParts.Whole).Select(Columns));

    private IReadOnlyList<TableColumn> Columns(Table batch) =>
        [.. fields.Select(field => new TableColumn(field.Name, Values(field, batch)) { HasNulls = HasMissing(field) })];

    /// <summary>Whether texts of a column may be missing.</summary>
    private bool HasMissing(Field field) =>
        field.Place >= 0 && encoding.Columns[field.Place] is { HasMissing: true } column && (column.Kind.HasNames() || column.Format is not null);

    private void Write(ReadOnlySpan<double> row, byte[][][] texts, ArrayBufferWriter<byte> into)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0)
                into.Write(","u8);
            var (field, value) = (fields[i], fields[i].Place < 0 ? 0 : row[fields[i].Place]);
            if (double.IsNaN(value))
                continue;
            if (texts[i].Length > 0)
                into.Write(texts[i][(int)value]);
            else
                WriteNumber(encoding.Columns[field.Place], value, into);
        }
        into.Write("\n"u8);
    }

    private void WriteNumber(ColumnEncoding column, double value, ArrayBufferWriter<byte> into)
    {
        int written;
        if (column.Format is { } format)
        {
            into.Write(Utf8(format.Write(value)));
            return;
        }
        if (column.Decimals == 0 && Math.Abs(value) < 1e15)
            ((long)value).TryFormat(into.GetSpan(24), out written, provider: CultureInfo.InvariantCulture);
        else if (words.HasComma)
        {
            into.Write(Encoding.UTF8.GetBytes(CsvWriter.Quote(words.Written(Text(column, value)))));
            return;
        }
        else if (!value.TryFormat(into.GetSpan(64), out written, Format(column), CultureInfo.InvariantCulture))
        {
            into.Write(Encoding.UTF8.GetBytes(Text(column, value)));
            return;
        }
        into.Advance(written);
    }

    private static string Text(ColumnEncoding column, double value) => value.ToString(Format(column), CultureInfo.InvariantCulture);

    private static string Format(ColumnEncoding column) => column.Decimals switch
    {
        null => "R",
        0 => "F0",
        1 => "F1",
        2 => "F2",
        var digits => $"F{digits}",
    };

    /// <summary>The texts of a column that has few; none for numbers.</summary>
    private byte[][] Texts(Field field) => field.Place < 0 ? [Utf8(field.Constant)]
        : [.. encoding.Columns[field.Place].Categories.Select(Utf8)];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(CsvWriter.Quote(text));

    private Array Values(Field field, Table batch)
    {
        if (field.Place < 0)
            return Enumerable.Repeat(field.Constant, batch.Count).ToArray();
        var (column, values) = (encoding.Columns[field.Place], batch.Values(field.Place));
        return column.Kind.HasNames() ? Array.ConvertAll(values, value => double.IsNaN(value) ? null : column.Categories[(int)value])
            : column.Format is { } format ? Array.ConvertAll(values, value => double.IsNaN(value) ? null : format.Write(value))
            : column is { Decimals: 0, HasMissing: false, Least: >= int.MinValue, Most: <= int.MaxValue }
                ? Array.ConvertAll(values, value => (int)value)
            : values;
    }

    /// <param name="Name">The heading.</param>
    /// <param name="Place">Its place among the learned columns; −1 for a constant one.</param>
    /// <param name="Constant">The value of a constant one.</param>
    private sealed record Field(string Name, int Place, string Constant);
}
