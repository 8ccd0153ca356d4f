using Elbo.Data.Tables;

namespace Elbo.Tests.Data.Tables;

public sealed class ColumnWordsTests
{
    [Theory]
    [InlineData("price")]
    [InlineData("temp, C")]
    [InlineData("a:b")]
    [InlineData("a:real,b")]
    [InlineData("4\" pipe")]
    [InlineData("\"quoted\"")]
    [InlineData("\",\"")]
    [InlineData("it's")]
    public void Read_WhatIsWritten_IsTheSame(string name)
    {
        Dictionary<string, ColumnKind> kinds = new() { ["x"] = ColumnKind.Skip, [name] = ColumnKind.Positive, ["y"] = ColumnKind.Real };
        Assert.Equal(kinds, ColumnWords.Read(ColumnWords.Write(kinds), out var fault));
        Assert.Null(fault);
    }

    [Fact]
    public void ReadNames_WhatIsWritten_IsTheSame()
    {
        string[] names = ["price", "temp, C", "4\" pipe", "\"quoted\"", "it's"];
        Assert.Equal(names, ColumnWords.ReadNames(ColumnWords.WriteNames(names)));
        Assert.Equal(["a", "b c"], ColumnWords.ReadNames(" a , b c"));
    }

    [Theory]
    [InlineData("a:real,b", "b")]
    [InlineData("a:7", "a:7")]
    [InlineData("temp, C:real", "temp")]
    [InlineData("\"temp, C:real", "\"temp, C:real")]
    [InlineData("a:real,,b:real", "")]
    public void Read_OtherParts_AreNamed(string text, string part)
    {
        ColumnWords.Read(text, out var fault);
        Assert.Equal(part, fault);
    }

    [Fact]
    public void Read_ControlCharacterAsItIsShown_IsThatCharacter() =>
        Assert.Equal(["a\u001B[31m", "b"], ColumnWords.Read("a\\u001B[31m:real,b:skip", out _).Keys);

    [Fact]
    public void Option_NameWithAComma_IsTypedInQuotes() => Assert.Equal("--columns '\"temp, C\":KIND'", ColumnWords.Option("temp, C", "KIND"));
}
