using System.Diagnostics;
using Elbo.Settings;

namespace Elbo.Cli.Tests;

public sealed class SuggestionTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("elbo tra", new[] { "train", "traverse" })]
    [InlineData("elbo data ", new[] { "fetch", "inspect", "list" })]
    [InlineData("/usr/bin/elbo train --lik", new[] { "--likelihood" })]
    [InlineData("elbo train --engine ", new[] { "auto", "managed", "torch" })]
    [InlineData("elbo train --objective c", new[] { "capacity", "ciwae" })]
    [InlineData("elbo train --recipe fl", new[] { "flax" })]
    [InlineData("elbo evaluate runs/mnist --split v", new[] { "validation" })]
    [InlineData("elbo data fetch fash", new[] { "fashion-mnist" })]
    [InlineData("elbo nothing-like-it", new string[0])]
    public async Task For_UnfinishedLine_AreTheWordsThatMayFollow(string line, string[] words)
    {
        var ran = await Ran.Elbo($"[suggest:{line.Length}]", line);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        Assert.Equal(words, ran.Out.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task For_CursorWithinTheLine_LooksAtWhatIsBeforeIt()
    {
        var ran = await Ran.Elbo("[suggest:8]", "elbo tra --epochs 3");
        Assert.Equal(["train", "traverse"], ran.Out.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task For_EverySettingWithChoices_OffersThem()
    {
        foreach (var row in SettingTable.Rows.Where(row => row.Choices.Count > 0))
        {
            var line = $"elbo train --{row.Name} ";
            var ran = await Ran.Elbo($"[suggest:{line.Length}]", line);
            Assert.Equal(row.Choices.Order(StringComparer.Ordinal), ran.Out.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [Theory]
    [InlineData("bash", "-n")]
    [InlineData("zsh", "-n")]
    [InlineData("fish", "-n")]
    public async Task Completion_Script_IsSoundInItsShell(string shell, string check)
    {
        if (!Shell.Exists(shell))
            Assert.Skip($"There is no {shell} on this machine.");
        var script = folder.At("script");
        await File.WriteAllTextAsync(script, (await Ran.Elbo("completion", shell)).Out, TestContext.Current.CancellationToken);
        var ran = await Shell.Run(shell, [check, script]);
        Assert.Equal((0, ""), (ran.Code, ran.Error));
    }

    /// <summary>What bash does after the tabulator key.</summary>
    [Fact]
    public async Task Completion_InBash_CompletesAVerb()
    {
        if (!Shell.Exists("bash"))
            Assert.Skip("There is no bash on this machine.");
        var script = folder.At("script");
        await File.WriteAllTextAsync(script, (await Ran.Elbo("completion", "bash")).Out, TestContext.Current.CancellationToken);
        var program = Path.Combine(AppContext.BaseDirectory, "Elbo.Cli.dll");
        var ran = await Shell.Run("bash", ["-c",
            $$"""
            elbo() { dotnet '{{program}}' "$@"; }
            source '{{script}}'
            COMP_LINE='elbo eva' COMP_POINT=8
            _elbo
            echo "${COMPREPLY[*]}"
            """]);
        Assert.Equal((0, "evaluate\n"), (ran.Code, ran.Out));
    }

    private static class Shell
    {
        public static bool Exists(string name) =>
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(place => File.Exists(Path.Combine(place, name)));

        public static Task<Ran> Run(string name, string[] args)
        {
            var start = new ProcessStartInfo(name, args) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            return ElboProcess.End(Process.Start(start)!);
        }
    }
}
