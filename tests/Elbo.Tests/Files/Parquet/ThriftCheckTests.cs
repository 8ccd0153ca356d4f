using Elbo.Files.Parquet;

namespace Elbo.Tests.Files.Parquet;

/// <summary>Thrift structures in the compact protocol, byte by byte.</summary>
public sealed class ThriftCheckTests
{
    private static void Walk(string hex, string name)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        using var stream = new MemoryStream(bytes);
        new ThriftCheck(stream, bytes.Length).Walk(name);
        Assert.Equal(bytes.Length, stream.Position);
    }

    [Theory]
    [InlineData("00", "Empty")]
    [InlineData("15 02 15 00 11 00", "DictionaryPageHeader")] // two i32 and true
    [InlineData("05 02 02 05 04 03 12 00", "DictionaryPageHeader")] // fields by their numbers, false as field 3
    [InlineData("18 03 61 62 63 00", "KeyValue")] // binary of 3 bytes
    [InlineData("19 25 02 04 00", "Empty")] // two i32 in a list
    [InlineData("1B 01 85 01 61 02 00", "Empty")] // a map of one pair, binary to i32
    [InlineData("1C 00 19 2C 00 00 00", "Empty")] // structures that hold nothing, one by itself and two in a list
    [InlineData("17 00 00 00 00 00 00 F0 3F 00", "BoundingBox")]
    [InlineData("16 FF FF FF FF FF FF FF FF FF 01 00", "SizeStatistics")] // ten bytes of a number
    public void Walk_Whole_EndsWhereItEnds(string hex, string name) => Walk(hex, name);

    [Theory]
    [InlineData("", "Empty", "a structure does not end")]
    [InlineData("15", "DictionaryPageHeader", "a structure does not end")]
    [InlineData("15 FF FF FF FF FF FF FF FF FF FF 01 00", "DictionaryPageHeader", "a number has more than 32 bits")]
    [InlineData("18 02 61", "KeyValue", "2 bytes are more than the file has")]
    [InlineData("18 FF FF FF FF 0F 00", "KeyValue", "4294967295 bytes are more")]
    [InlineData("19 FC FF FF FF FF 07 00", "Empty", "a list of 2147483647 elements is longer than the file")]
    [InlineData("19 F1 FF FF FF FF 07 00", "Empty", "a list holds booleans")]
    [InlineData("16 02 00", "DictionaryPageHeader", "field 1 of DictionaryPageHeader is of type 6")]
    [InlineData("29 15 02 00", "FileMetaData", "a list of [SchemaElement] holds elements of type 5")]
    [InlineData("8C 1C 1C 00 00 00", "FileMetaData", "field 1 of Aes is of type 12")]
    [InlineData("05 81 80 80 80 10 02 00", "DictionaryPageHeader", "a number has more than 32 bits")] // a field's
    [InlineData("15 FF FF FF FF 1F 00", "DictionaryPageHeader", "a number has more than 32 bits")]
    [InlineData("16 FF FF FF FF FF FF FF FF FF 02 00", "SizeStatistics", "a number has more than 64 bits")]
    [InlineData("1D 00", "Empty", "type 13 is not a Thrift type")]
    [InlineData("1C 15 02 00 00", "Empty", "a structure that the reader does not know")]
    [InlineData("19 1C 15 02 00 00", "Empty", "a structure that the reader does not know")]
    [InlineData("BC 36 15 02 00 00", "RowGroup", "a structure that the reader does not know")]
    public void Walk_Damaged_SaysWhatIsWrong(string hex, string name, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Walk(hex, name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Walk_ListsInListsWithoutEnd_AreRefused() => Assert.Contains(
        "nested too deep", Assert.Throws<InvalidDataException>(() => Walk(string.Concat(Enumerable.Repeat("19", 100_000)), "Empty")).Message,
        StringComparison.Ordinal);
}
