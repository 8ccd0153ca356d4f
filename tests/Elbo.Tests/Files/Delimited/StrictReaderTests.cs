using System.Text;
using Elbo.Files.Delimited;

namespace Elbo.Tests.Files.Delimited;

public sealed class StrictReaderTests
{
    private const string Towns = "town\nOrléans\nOrlèans\nZürich 👍\n";

    [Fact]
    public void Read_Utf8_IsDecodedAcrossBuffers()
    {
        var text = string.Concat(Enumerable.Repeat(Towns, 5000)); // 4-byte characters fall on the ends of buffers
        Assert.Equal(text, Read(Encoding.UTF8.GetBytes(text), null));
        Assert.Equal(text, Read([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)], "latin1"));
        Assert.Equal(text, Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)], null));
        Assert.Equal(text, Read([.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)], null));
        Assert.Equal(text, Read([.. Encoding.UTF32.Preamble, .. Encoding.UTF32.GetBytes(text)], null));
    }

    [Theory]
    [InlineData("latin1", 0xE9, 'é')]
    [InlineData("ISO-8859-1", 0xE9, 'é')]
    [InlineData("windows-1252", 0x80, '€')]
    [InlineData("cp1252", 0x80, '€')]
    [InlineData("cp1251", 0xFE, 'ю')]
    [InlineData("macroman", 0x8E, 'é')]
    public void Read_NamedEncoding_IsUsed(string name, byte code, char letter) => Assert.Equal($"a\n{letter}\n", Read([0x61, 0x0A, code, 0x0A], name));

    [Fact]
    public void Read_OtherBytes_AreNamedWithLineAndPlace()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Bern\n", 20_000))), .. "Orl"u8, 0xE9, .. "ans\n"u8];
        var error = Assert.Throws<DataException>(() => Read(bytes, null));
        Assert.Contains("f.csv, line 20001: byte 100003 is 0xE9, which is not UTF-8", error.Message, StringComparison.Ordinal);
        Assert.Contains("--encoding latin1", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<DataException>(() => Read(Encoding.Unicode.GetBytes("town\nOrléans\n"), null));
        Assert.Contains("It holds NULs too: name the file's encoding with --encoding utf-16, or", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<DataException>(() => Read(Encoding.BigEndianUnicode.GetBytes("town\nOrléans\n"), null));
        Assert.Contains("--encoding utf-16BE, or", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 1: byte 1 is 0xC3", Assert.Throws<DataException>(() => Read([0x61, 0xC3], null)).Message, StringComparison.Ordinal);
        Assert.Contains("byte 1 is not shift_jis", Assert.Throws<DataException>(() => Read([0x61, 0x81, 0x0A], "shift_jis")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_UnknownName_IsNull() =>
        Assert.All((string[])["", "latin", "utf-9", "cp", "cp99999999999", "utf-7"], name => Assert.Null(TextEncodings.Find(name)));

    [Theory]
    [InlineData("towns\nOrléans\n", "utf-8", true)]
    [InlineData("towns\nOrléans\n", "latin1", false)]
    [InlineData("", "utf-8", true)]
    public void IsUnicode_Text_IsThatOfItsBytes(string text, string name, bool expected)
    {
        var bytes = TextEncodings.Find(name)!.GetBytes(string.Concat(Enumerable.Repeat("Bern\n", 5000)) + text);
        Assert.Equal(expected, TextEncodings.IsUnicode(new MemoryStream(bytes)));
        Assert.True(TextEncodings.IsUnicode(new MemoryStream([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)])));
    }

    private static string Read(byte[] bytes, string? encoding)
    {
        using var stream = new MemoryStream(bytes);
        using var reader = new StrictReader(stream, "f.csv", encoding is null ? null : TextEncodings.Find(encoding)!);
        var (text, buffer) = (new StringBuilder(), new char[1000]);
        while (reader.Read(buffer, 0, buffer.Length) is > 0 and var read)
            text.Append(buffer, 0, read);
        return text.ToString();
    }
}
