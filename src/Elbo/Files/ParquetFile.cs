using Parquet;
using Parquet.Schema;

namespace Elbo.Files;

/// <summary>Writes tables as Parquet files: a group of rows at a time.</summary>
internal static class ParquetFile
{
    /// <param name="stream">The destination; must be seekable; left open.</param>
    /// <param name="columns">At least one column; all of one length.</param>
    /// <exception cref="ArgumentException">The columns differ in length, or are of an unsupported type.</exception>
    public static void Write(Stream stream, IReadOnlyList<TableColumn> columns) => WriteGroups(stream, [columns]);

    /// <param name="stream">The destination; must be seekable; left open.</param>
    /// <param name="groups">At least one group of rows, written as it comes; the columns of all are those of the first.</param>
    /// <exception cref="ArgumentException">The columns differ in length, or are of an unsupported type.</exception>
    public static void WriteGroups(Stream stream, IEnumerable<IReadOnlyList<TableColumn>> groups) => WriteAsync(stream, groups).GetAwaiter().GetResult();

    private static async Task WriteAsync(Stream stream, IEnumerable<IReadOnlyList<TableColumn>> groups)
    {
        ParquetWriter? writer = null;
        try
        {
            DataField[] fields = [];
            foreach (var columns in groups)
            {
                if (columns.Count == 0 || columns.Any(column => column.Values.Length != columns[0].Values.Length))
                    throw new ArgumentException(
                        $"The columns have {string.Join(", ", columns.Select(column => column.Values.Length))} values; "
                        + "at least one column is needed, and all must have the same number of values.", nameof(groups));
                if (writer is null)
                {
                    var schema = new ParquetSchema(columns.Select(column =>
                        (Field)new DataField(column.Name, column.Values.GetType().GetElementType()!, isNullable: column.HasNulls)));
                    writer = await ParquetWriter.CreateAsync(schema, stream).ConfigureAwait(false);
                    fields = schema.DataFields;
                }
                using var group = writer.CreateRowGroup();
                foreach (var (field, column) in fields.Zip(columns))
                    await WriteAsync(group, field, column).ConfigureAwait(false);
            }
        }
        finally
        {
            if (writer is not null)
                await writer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(ParquetRowGroupWriter group, DataField field, TableColumn column) => await (column.Values switch
    {
        string[] texts => group.WriteAsync(field, texts),
        int[] numbers => group.WriteAsync<int>(field, numbers.AsMemory()),
        float[] numbers => group.WriteAsync<float>(field, numbers.AsMemory()),
        double[] numbers => group.WriteAsync<double>(field, numbers.AsMemory()),
        bool[] flags => group.WriteAsync<bool>(field, flags.AsMemory()),
        var other => throw new ArgumentException($"The column {column.Name} holds {other.GetType().Name}; string, int, float, double and bool can be written."),
    }).ConfigureAwait(false);
}
