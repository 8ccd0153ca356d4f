using System.Globalization;

namespace Elbo.Files.Parquet;

/// <param name="Name">The name of its type: <c>i32</c>, <c>binary</c>, a structure's, one of these in brackets for a list.</param>
internal sealed record ParquetField(string Name)
{
    private bool IsList => Name[0] == '[';

    /// <summary>The structure in it; null if there is none.</summary>
    public string? Struct => !IsList && char.IsUpper(Name[0]) ? Name : null;

    public ParquetField OfElement => new(Name[1..^1]);

    /// <summary>The type of a list's elements on the wire.</summary>
    public int Element => OfElement.Type;

    private int Type => Name switch
    {
        "i8" => 3,
        "i16" => 4,
        "i32" => 5,
        "i64" => 6,
        "double" => 7,
        "binary" => 8,
        _ => 12,
    };

    public bool Fits(int type) => IsList ? type == 9 : Name == "bool" ? type is 1 or 2 : type == Type;
}

/// <summary>The structures of a Parquet file: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift.</summary>
internal static class ParquetStructs
{
    private const string Definitions = """
        FileMetaData 1 i32 2 [SchemaElement] 3 i64 4 [RowGroup] 5 [KeyValue] 6 binary 7 [ColumnOrder] 8 EncryptionAlgorithm 9 binary
        SchemaElement 1 i32 2 i32 3 i32 4 binary 5 i32 6 i32 7 i32 8 i32 9 i32 10 LogicalType
        LogicalType 1 Empty 2 Empty 3 Empty 4 Empty 5 Decimal 6 Empty 7 Time 8 Time 10 Integer
        LogicalType 11 Empty 12 Empty 13 Empty 14 Empty 15 Empty 16 Variant 17 Geography 18 Geography
        Empty
        Decimal 1 i32 2 i32
        Time 1 bool 2 TimeUnit
        TimeUnit 1 Empty 2 Empty 3 Empty
        Integer 1 i8 2 bool
        Variant 1 i8
        Geography 1 binary 2 i32
        RowGroup 1 [ColumnChunk] 2 i64 3 i64 4 [SortingColumn] 5 i64 6 i64 7 i16
        SortingColumn 1 i32 2 bool 3 bool
        ColumnChunk 1 binary 2 i64 3 ColumnMetaData 4 i64 5 i32 6 i64 7 i32 8 ColumnCryptoMetaData 9 binary
        ColumnMetaData 1 i32 2 [i32] 3 [binary] 4 i32 5 i64 6 i64 7 i64 8 [KeyValue] 9 i64 10 i64
        ColumnMetaData 11 i64 12 Statistics 13 [PageEncodingStats] 14 i64 15 i32 16 SizeStatistics 17 GeospatialStatistics
        Statistics 1 binary 2 binary 3 i64 4 i64 5 binary 6 binary 7 bool 8 bool
        PageEncodingStats 1 i32 2 i32 3 i32
        SizeStatistics 1 i64 2 [i64] 3 [i64]
        GeospatialStatistics 1 BoundingBox 2 [i32]
        BoundingBox 1 double 2 double 3 double 4 double 5 double 6 double 7 double 8 double
        KeyValue 1 binary 2 binary
        ColumnOrder 1 Empty
        EncryptionAlgorithm 1 Aes 2 Aes
        Aes 1 binary 2 binary 3 bool
        ColumnCryptoMetaData 1 Empty 2 ColumnKey
        ColumnKey 1 [binary] 2 binary
        PageHeader 1 i32 2 i32 3 i32 4 i32 5 DataPageHeader 6 Empty 7 DictionaryPageHeader 8 DataPageHeaderV2
        DataPageHeader 1 i32 2 i32 3 i32 4 i32 5 Statistics
        DictionaryPageHeader 1 i32 2 i32 3 bool
        DataPageHeaderV2 1 i32 2 i32 3 i32 4 i32 5 i32 6 i32 7 bool 8 Statistics
        """;

    private static readonly Dictionary<(string Struct, int Field), ParquetField> Fields = Read();

    /// <summary>A field of a structure; null if it is unknown.</summary>
    public static ParquetField? Field(string name, int field) => Fields.GetValueOrDefault((name, field));

    private static Dictionary<(string Struct, int Field), ParquetField> Read() =>
        Definitions.Split('\n').Select(line => line.Split(' ')).SelectMany(words =>
            words[1..].Chunk(2).Select(field =>
                KeyValuePair.Create((words[0], int.Parse(field[0], CultureInfo.InvariantCulture)), new ParquetField(field[1])))).ToDictionary();
}
