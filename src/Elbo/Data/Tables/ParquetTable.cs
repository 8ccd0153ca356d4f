using System.Globalization;
using Elbo.Files;
using Elbo.Files.Parquet;
using Parquet;
using Parquet.Schema;

namespace Elbo.Data.Tables;

/// <summary>Reads Parquet files as text, the form that the kinds of columns are guessed from.</summary>
internal static class ParquetTable
{
    // Rows that a byte of a file may stand for: equal values are written once, but a small file of billions would fill the memory.
    private const long MostRowsPerByte = 4096;

    private const string Day = "yyyy-MM-dd", Time = "yyyy-MM-dd HH:mm:ss";

    /// <summary>Every row of every row group; a null is an empty cell.</summary>
    /// <exception cref="DataException">It is not a Parquet file, or it is damaged, empty or too large.</exception>
    public static RawTable Read(Stream stream, string path)
    {
        try
        {
            return ReadAsync(new ParquetStream(stream), path).GetAwaiter().GetResult();
        }
        // The reader meets damage with exceptions of many kinds.
        catch (Exception e) when (e is not (DataException or OutOfMemoryException))
        {
            throw new DataException(FileSignature.Refusal(path, "a Parquet file", $"{path} cannot be read as Parquet: "
                + $"{e.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Write it again, or give a CSV file with a header."), e);
        }
    }

    private static async Task<RawTable> ReadAsync(ParquetStream stream, string path)
    {
        await using var reader = await ParquetReader.CreateAsync(stream, leaveStreamOpen: true).ConfigureAwait(false);
        var halves = ParquetTypes.TakeHalves(reader.Metadata!.Schema);
        var fields = reader.Schema.Fields;
        var skipped = fields.ToDictionary(field => field.Name, field => halves.Contains(field.Name) ? null : ParquetTypes.Gap(field));
        var rows = new List<string[]>();
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var part = reader.OpenRowGroupReader(group);
            if ((rows.Count + part.RowCount) * fields.Count > RawTable.MostCells)
                throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{path} has more than {RawTable.MostCells:N0} cells. "
                    + $"Give a part of it; plain CSV files are scored in blocks, however long they are."));
            if (part.RowCount < 0 || part.RowCount / MostRowsPerByte > stream.Length)
                throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{path} declares {part.RowCount:N0} rows in a group, "
                    + $"more than its {stream.Length:N0} bytes can hold. Write it again."));
            var columns = new string[fields.Count][];
            for (var i = 0; i < fields.Count; i++)
            {
                if (skipped[fields[i].Name] is not null || fields[i] is not DataField field)
                {
                    columns[i] = [.. Enumerable.Repeat("", (int)part.RowCount)];
                    continue;
                }
                stream.Expect(part.GetMetadata(field)?.MetaData?.Codec ?? default, field.IsNullable, part.RowCount);
                columns[i] = await (halves.Contains(field.Name) ? Halves(part, field) : Cells(part, field, path)).ConfigureAwait(false);
            }
            for (var row = 0; row < part.RowCount; row++)
                rows.Add([.. columns.Select(column => column[row])]);
        }
        return rows.Count > 0
            ? new(path, [.. fields.Select(field => field.Name)], rows, [.. Enumerable.Range(1, rows.Count).Select(row => $"row {row}")])
            {
                Unread = skipped.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!),
            }
            : throw new DataException($"{path} has no rows; a table needs at least one. Give a file with rows.");
    }

    private static async Task<string[]> Cells(ParquetRowGroupReader part, DataField field, string path)
    {
        if (field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var texts = new string[part.RowCount];
            await part.ReadAsync(field, texts).ConfigureAwait(false);
            return [.. texts.Select(text => text?.Trim() ?? "")];
        }
        if (field is DateTimeDataField dates)
        {
            var format = dates.DateTimeFormat == DateTimeFormat.Date ? Day : Time;
            return await Cells<DateTime>(part, field, time => time.ToString(format, CultureInfo.InvariantCulture)).ConfigureAwait(false);
        }
        return field.ClrType switch
        {
            var type when type == typeof(bool) => await Cells<bool>(part, field).ConfigureAwait(false),
            var type when type == typeof(sbyte) => await Cells<sbyte>(part, field).ConfigureAwait(false),
            var type when type == typeof(byte) => await Cells<byte>(part, field).ConfigureAwait(false),
            var type when type == typeof(short) => await Cells<short>(part, field).ConfigureAwait(false),
            var type when type == typeof(ushort) => await Cells<ushort>(part, field).ConfigureAwait(false),
            var type when type == typeof(int) => await Cells<int>(part, field).ConfigureAwait(false),
            var type when type == typeof(uint) => await Cells<uint>(part, field).ConfigureAwait(false),
            var type when type == typeof(long) => await Cells<long>(part, field).ConfigureAwait(false),
            var type when type == typeof(ulong) => await Cells<ulong>(part, field).ConfigureAwait(false),
            var type when type == typeof(float) => await Cells<float>(part, field).ConfigureAwait(false),
            var type when type == typeof(double) => await Cells<double>(part, field).ConfigureAwait(false),
            var type when type == typeof(Guid) => await Cells<Guid>(part, field).ConfigureAwait(false),
            var type when type == typeof(decimal) => await Cells<decimal>(part, field).ConfigureAwait(false),
            var type => throw new DataException($"{path}, column {field.Name} holds {type.Name}; numbers, booleans and texts are read. "
                + "Convert it, or leave it out of the file."),
        };
    }

    private static async Task<string[]> Halves(ParquetRowGroupReader part, DataField field) =>
        [.. (await Cells<decimal>(part, field).ConfigureAwait(false)).Select(cell => cell.Length == 0 ? ""
            : CsvWriter.Text((float)ParquetTypes.HalfOf(decimal.Parse(cell, CultureInfo.InvariantCulture))))];

    private static async Task<string[]> Cells<T>(ParquetRowGroupReader part, DataField field, Func<T, string>? text = null) where T : struct
    {
        text ??= value => CsvWriter.Text(value);
        if (!field.IsNullable)
        {
            var values = new T[part.RowCount];
            await part.ReadAsync<T>(field, values.AsMemory()).ConfigureAwait(false);
            return [.. values.Select(text)];
        }
        var cells = new T?[part.RowCount];
        await part.ReadAsync<T>(field, cells.AsMemory()).ConfigureAwait(false);
        return [.. cells.Select(cell => cell is { } value ? text(value) : "")];
    }
}
