using Parquet;
using Parquet.Schema;

namespace Elbo.Files;

/// <summary>Writes tables as Parquet files: one row group, no nulls.</summary>
internal static class ParquetFile
{
    /// <param name="stream">The destination; must be seekable; left open.</param>
    /// <param name="columns">At least one column; all of one length.</param>
    /// <exception cref="ArgumentException">The columns differ in length, or are of an unsupported type.</exception>
    public static void Write(Stream stream, IReadOnlyList<TableColumn> columns)
    {
        if (columns.Count == 0 || columns.Any(column => column.Values.Length != columns[0].Values.Length))
            throw new ArgumentException(
                $"The columns have {string.Join(", ", columns.Select(column => column.Values.Length))} values; "
                + "at least one column is needed, and all must have the same number of values.", nameof(columns));
        WriteAsync(stream, columns).GetAwaiter().GetResult();
    }

    private static async Task WriteAsync(Stream stream, IReadOnlyList<TableColumn> columns)
    {
        var schema = new ParquetSchema(columns.Select(column =>
            (Field)new DataField(column.Name, column.Values.GetType().GetElementType()!, isNullable: false)));
        await using var writer = await ParquetWriter.CreateAsync(schema, stream).ConfigureAwait(false);
        using var group = writer.CreateRowGroup();
        foreach (var (field, column) in schema.DataFields.Zip(columns))
            await (column.Values switch
            {
                string[] texts => group.WriteAsync(field, texts),
                int[] numbers => group.WriteAsync<int>(field, numbers.AsMemory()),
                float[] numbers => group.WriteAsync<float>(field, numbers.AsMemory()),
                double[] numbers => group.WriteAsync<double>(field, numbers.AsMemory()),
                bool[] flags => group.WriteAsync<bool>(field, flags.AsMemory()),
                var other => throw new ArgumentException(
                    $"The column {column.Name} holds {other.GetType().Name}; string, int, float, double and bool can be written.", nameof(columns)),
            }).ConfigureAwait(false);
    }
}
