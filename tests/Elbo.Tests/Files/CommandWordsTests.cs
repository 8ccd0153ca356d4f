using System.Diagnostics;
using System.Text;
using CsCheck;
using Elbo.Files;

namespace Elbo.Tests.Files;

public sealed class CommandWordsTests
{
    /// <summary>Words of letters, blanks, and every character with a meaning to a shell.</summary>
    private static readonly Gen<string[]> Words =
        Gen.String[Gen.OneOf(Gen.Char["abcXYZ019ä語=-_./,:+@%"], Gen.Char[" \t\n\r'\"\\$`!*?[]{}()<>|&;#~^\u00a0\u0001"]), 0, 12].Array[0, 40];

    [Theory]
    [InlineData("", "''")]
    [InlineData("512,512", "512,512")]
    [InlineData("--out=runs/a_b-1.2", "--out=runs/a_b-1.2")]
    [InlineData("größe.csv", "größe.csv")]
    [InlineData("1000 steps", "'1000 steps'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("a\"b", "'a\"b'")]
    [InlineData("$HOME", "'$HOME'")]
    [InlineData("~/x", "'~/x'")]
    [InlineData("#ff0000", "'#ff0000'")]
    [InlineData("=ls", "'=ls'")]
    public void Quote_Word_IsAsTyped(string word, string expected) => Assert.Equal(expected, CommandWords.Quote(word));

    [Theory]
    [InlineData("", new string[] { })]
    [InlineData("  elbo \t train\n mnist ", new[] { "elbo", "train", "mnist" })]
    [InlineData("elbo train \"my data.csv\" --epochs 3", new[] { "elbo", "train", "my data.csv", "--epochs", "3" })]
    [InlineData("--out='a b'\" c\"\\ d", new[] { "--out=a b c d" })]
    [InlineData(@"""a\""b\\c\d $x""", new[] { @"a""b\c\d $x" })]
    [InlineData("a '' \"\"", new[] { "a", "", "" })]
    [InlineData("it's.csv --columns \"it's x:skip\"", new[] { "it's.csv", "--columns", "it's x:skip" })]
    [InlineData("\"a b", new[] { "\"a", "b" })]
    [InlineData("'a b", new[] { "'a", "b" })]
    [InlineData("a\\", new[] { "a\\" })]
    public void Split_Text_GivesItsWords(string text, string[] expected) => Assert.Equal(expected, CommandWords.Split(text));

    [Fact]
    public void AsTyped_AnyWords_SplitGivesThemBack() => Words.Sample(words => Assert.Equal(words, CommandWords.Split(words.AsTyped())));

    [Fact]
    public void Split_AnyText_GivesWords() =>
        Gen.String[Gen.Char["ab '\"\\$"], 0, 12].Sample(text => Assert.True(CommandWords.Split(text).Sum(word => word.Length) <= text.Length));

    [Fact(Skip = Mutants.LeftOut)]
    public void AsTyped_AnyWords_BashReadsThem()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash.");
        Words.Sample(words => Assert.Equal(words, ReadByBash(words.AsTyped())), iter: 30, threads: 1);
    }

    [Theory]
    [InlineData("30", new[] { "--epochs", "30" })]
    [InlineData("", new[] { "--epochs", "" })]
    [InlineData("-1", new[] { "--epochs=-1" })]
    [InlineData("@file", new[] { "--epochs=@file" })]
    public void Option_Value_CannotPassForAnother(string value, string[] expected) => Assert.Equal(expected, CommandWords.Option("--epochs", value));

    [Theory]
    [InlineData(new[] { "train", "mnist" }, new[] { "train", "mnist", "--epochs", "7" })]
    [InlineData(new[] { "train", "--epochs", "3", "--latents", "2" }, new[] { "train", "--epochs", "7", "--latents", "2" })]
    [InlineData(new[] { "train", "--epochs=30", "--latents", "2" }, new[] { "train", "--epochs", "7", "--latents", "2" })]
    [InlineData(new[] { "train", "--epochs" }, new[] { "train", "--epochs", "7" })]
    [InlineData(new[] { "train", "my --epochs 3", "--epochs-more=3" }, new[] { "train", "my --epochs 3", "--epochs-more=3", "--epochs", "7" })]
    public void WithOption_Command_HasThatValue(string[] words, string[] expected) => Assert.Equal(expected, words.WithOption("--epochs", "7"));

    private static string[] ReadByBash(string typed)
    {
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, StandardOutputEncoding = new UTF8Encoding(false) };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"for word in {typed}\ndo printf '%s\\0' \"$word\"\ndone");
        using var bash = Process.Start(start)!;
        var output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        return output.Split('\0')[..^1];
    }
}
