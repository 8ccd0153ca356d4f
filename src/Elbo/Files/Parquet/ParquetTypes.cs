using System.Buffers.Binary;
using Parquet.Meta;
using Parquet.Schema;
using ParquetType = Parquet.Meta.Type;
using Type = System.Type;

namespace Elbo.Files.Parquet;

/// <summary>The types of a Parquet file's columns that are not read as cells.</summary>
internal static class ParquetTypes
{
    private const int DigitsOfTwoBytes = 5;

    private static readonly HashSet<Type> Read =
    [
        typeof(string), typeof(ReadOnlyMemory<char>), typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint),
        typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal), typeof(Guid), typeof(DateTime),
    ];

    /// <summary>Half-precision floats have a type that Parquet.Net 6.1 refuses. Their two bytes are read as decimal numbers instead, not as byte arrays,
    /// for which the library follows pointers from memory that a damaged page left as it was.</summary>
    /// <param name="schema">The file's schema, changed before the library looks at it.</param>
    /// <returns>The names of the columns.</returns>
    public static HashSet<string> TakeHalves(IEnumerable<SchemaElement> schema)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in schema.Where(IsHalf))
        {
            (element.LogicalType, element.ConvertedType, element.Precision, element.Scale) = (null, ConvertedType.DECIMAL, DigitsOfTwoBytes, 0);
            names.Add(element.Name);
        }
        return names;
    }

    private static bool IsHalf(SchemaElement element) =>
        element is { LogicalType.FLOAT16: not null, Type: ParquetType.FIXED_LEN_BYTE_ARRAY, TypeLength: 2 };

    /// <summary>The number of which the library read the bytes as those of a whole number, the highest first.</summary>
    /// <exception cref="InvalidDataException">It is not one of two bytes.</exception>
    public static Half HalfOf(decimal bytes) => bytes is >= short.MinValue and <= short.MaxValue
        ? BitConverter.UInt16BitsToHalf(BinaryPrimitives.ReverseEndianness((ushort)(short)bytes))
        : throw new InvalidDataException("a half-precision float has more than two bytes");

    /// <summary>Why a column is not read; null if it is.</summary>
    public static string? Gap(Field field) => field switch
    {
        not DataField or DataField { IsArray: true } => "nested; a table has one value in a cell",
        TimeDataField => "times of day, which are not read",
        DateTimeDataField { DateTimeFormat: DateTimeFormat.Impala } => "dates of 96 bits, which are not read; write them as timestamps",
        DataField { ClrType: var type } when type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) => "binary data, which is not read",
        DataField { ClrType: var type } when !Read.Contains(type) => $"values of type {type.Name.ToLowerInvariant()}, which are not read",
        _ => null,
    };
}
