using System.Text.Json;

namespace Elbo.Tests;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain, größer, 名前, 👩‍🔬", "plain, größer, 名前, 👩‍🔬")]
    [InlineData("\u001B[31mred\u001B[0m", "\\u001B[31mred\\u001B[0m")]
    [InlineData("bell\a, delete\u007F, C1 \u009B31m", "bell\\u0007, delete\\u007F, C1 \\u009B31m")]
    [InlineData("abc\u202Egnp.exe\u2066\u2069", "abc\\u202Egnp.exe\\u2066\\u2069")]
    [InlineData("over\rwritten, two\r\nlines\n\ttab", "over\\u000Dwritten, two\r\nlines\n\ttab")]
    public void Of_Text_EscapesWhatChangesTheTextAroundIt(string text, string expected) => Assert.Equal(expected, VisibleText.Of(text));

    [Fact]
    public void Line_OfSeveralLines_IsOneLine() => Assert.Equal("a\\u000Ab\\u000D\\u000Ac\\u0009d", VisibleText.Line("a\nb\r\nc\td"));

    [Theory]
    [InlineData("\u001B[31mred\a\r\n")]
    [InlineData("plain, größer\u202E")]
    [InlineData("\\u0041 \\u \\u00 \\uZZZZ C:\\users")] // no characters that are hidden
    public void Read_WhatIsShown_IsTheText(string text) => Assert.Equal(text, VisibleText.Read(VisibleText.Line(text)));

    [Fact]
    public void Of_Json_HoldsTheSameStrings() =>
        Assert.Equal("a\u202Eb\u009Bc", JsonSerializer.Deserialize<string>(VisibleText.Of("\"a\u202Eb\u009Bc\"")));
}
