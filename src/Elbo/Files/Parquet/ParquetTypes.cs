using Parquet.Meta;
using Parquet.Schema;
using Type = System.Type;

namespace Elbo.Files.Parquet;

/// <summary>The types of a Parquet file's columns that are not read as cells.</summary>
internal static class ParquetTypes
{
    private static readonly HashSet<Type> Read =
    [
        typeof(string), typeof(ReadOnlyMemory<char>), typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint),
        typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal), typeof(Guid),
    ];

    /// <summary>Half-precision floats have a type that Parquet.Net 6.1 refuses: removed, their bytes can be read.</summary>
    /// <param name="schema">The file's schema, changed before the library looks at it.</param>
    /// <returns>The names of the columns.</returns>
    public static HashSet<string> TakeHalves(IEnumerable<SchemaElement> schema)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in schema.Where(element => element.LogicalType?.FLOAT16 is not null && element.TypeLength == 2))
        {
            element.LogicalType = null;
            names.Add(element.Name);
        }
        return names;
    }

    /// <summary>Why a column is not read; null if it is.</summary>
    public static string? Gap(Field field) => field switch
    {
        not DataField or DataField { IsArray: true } => "nested; a table has one value in a cell",
        TimeDataField => "times of day, which are not read",
        DateTimeDataField => "dates, which are not read",
        DataField { ClrType: var type } when type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) => "binary data, which is not read",
        DataField { ClrType: var type } when !Read.Contains(type) => $"values of type {type.Name.ToLowerInvariant()}, which are not read",
        _ => null,
    };
}
