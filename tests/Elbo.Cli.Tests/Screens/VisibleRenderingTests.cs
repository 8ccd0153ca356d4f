using Spectre.Console;

namespace Elbo.Cli.Tests.Screens;

public sealed class VisibleRenderingTests : IDisposable
{
    private const string Escape = "\u001B[31m";
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Words_OfALiveScreen_KeepTheirOwnSequencesOnly()
    {
        using var output = new StringWriter();
        var console = new Terminal(output, TextWriter.Null, IsInteractive: true).Words(json: false);
        console.Profile.Capabilities.Ansi = true;
        console.WriteLine($"{Escape}cell", new Style(decoration: Decoration.Bold));
        Assert.Equal($"\u001B[1m{@"\u001B"}[31mcell\u001B[0m", output.ToString().TrimEnd());
    }

    [Fact]
    public async Task Inspect_OfHostileNames_ShowsThemEscaped()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 40).Select(i => $"{i % 7}.5,{(i % 2 == 0 ? "a\u009B2J" : "b\u202E")}"));
        var table = folder.Write("ansi\u001B]0;x\a.csv", System.Text.Encoding.UTF8.GetBytes($"{Escape}red,category\n{rows}\n"));
        var ran = await Ran.Elbo("data", "inspect", table);
        Assert.Equal(ExitCode.Done, ran.Code);
        Assert.DoesNotContain(ran.Out + ran.Error, c => c != '\n' && char.IsControl(c) || c == '\u202E');
        Assert.Contains(@"\u001B[31mred  real", ran.Out, StringComparison.Ordinal);
        Assert.Contains(@"a\u009B2J, b\u202E", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_OfAHostilePath_IsOneLine() =>
        (await Ran.Elbo("data", "inspect", folder.At($"no{Escape}\nelbo: all is well.csv")))
            .AssertFailed(ExitCode.Failed, @"no\u001B[31m\u000Aelbo: all is well.csv");
}
