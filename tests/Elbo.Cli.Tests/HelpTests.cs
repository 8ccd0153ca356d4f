using System.Text.RegularExpressions;
using Elbo.Cli.Verbs;
using Elbo.Settings;

namespace Elbo.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public async Task Train_HelpAll_ListsEverySettingUnderItsGroup()
    {
        var lines = (await Ran.Elbo("train", "--help-all")).Out.Split(Environment.NewLine);
        var (heading, found) = ("", new Dictionary<string, string>());
        foreach (var line in lines)
            if (line.EndsWith(':') && !line.StartsWith(' '))
                heading = line[..^1];
            else if (line.StartsWith("  --", StringComparison.Ordinal))
                found.Add(line.Trim().Split(' ')[0], heading);
        Assert.All(SettingTable.Rows, row => Assert.Equal(row.Group, found["--" + row.Name]));
        Assert.Equal("Data", found["--crop"]);
        Assert.Equal("Network", found["--components"]);
        Assert.Equal("Optimizer", found["--lr-steps"]);
    }

    [Fact]
    public async Task Train_Help_ShowsCommonOptionsAndCountsTheOthers()
    {
        var (some, all) = ((await Ran.Elbo("train", "--help")).Out, (await Ran.Elbo("train", "--help-all")).Out);
        Assert.Equal(Options(all) - Options(some), int.Parse(some.Split(" more options: elbo train --help-all")[0].Split('\n')[^1], null));
        Assert.Contains("--latents L", some, StringComparison.Ordinal);
        Assert.DoesNotContain("--adam-epsilon", some, StringComparison.Ordinal);
        Assert.DoesNotContain("more options", all, StringComparison.Ordinal);

        static int Options(string page) => page.Split('\n').Count(line => line.StartsWith("  -", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Train_HelpAll_SaysWhatEachKindIs()
    {
        var help = (await Ran.Elbo("train", "--help-all")).Out;
        foreach (var row in SettingTable.Rows)
            Assert.All(row.Setting.Family?.Members.Where(kind => kind.IsChosen) ?? [],
                kind => Assert.Matches($@"\n      {kind.Name}\s+{Regex.Escape(kind.Summary.Split(' ')[0])}", help));
    }

    [Fact]
    public async Task Root_Help_HasEveryVerbOnceAndWhereToStart()
    {
        var help = (await Ran.Elbo("--help")).Out;
        Assert.Contains("Start here:", help, StringComparison.Ordinal);
        Assert.All(VerbList.Of(new Terminal(TextWriter.Null, TextWriter.Null, false), []).Where(verb => !verb.Hidden), verb =>
            Assert.Single(help.Split(Environment.NewLine), line => line.StartsWith($"  {verb.Name} ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", 10, new string[0])]
    [InlineData("one two three", 7, new[] { "one two", "three" })]
    [InlineData("unbreakable word", 5, new[] { "unbreakable", "word" })]
    public void Wrap_Text_BreaksBetweenWords(string text, int width, string[] lines) => Assert.Equal(lines, HelpColumns.Wrap(text, width));

    [Fact]
    public void Lines_TermTooLongForItsColumn_HasALineOfItsOwn() =>
        Assert.Equal(["  -a               one", "  --" + new string('b', 30), "                   two", "  --a-middle-long  three"],
            HelpColumns.Lines([("-a", "one"), ("--" + new string('b', 30), "two"), ("--a-middle-long", "three")], 60));
}
