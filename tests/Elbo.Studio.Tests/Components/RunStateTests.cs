using Elbo.Runs;
using Elbo.Studio.Components.Parts;
using Elbo.Studio.Runs;

namespace Elbo.Studio.Tests.Components;

public sealed class RunStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("Running", 1, "training")]
    [InlineData("Running", 30, "stopped silently")]
    [InlineData("Finished", 30, "finished")]
    [InlineData("Cancelled", 30, "stopped")]
    [InlineData("Failed", 30, "failed")]
    [InlineData("Imported", 30, "imported")]
    public void Of_StatusAndSilence_IsSaid(string status, int minutes, string words)
    {
        using var folder = new TempFolder();
        TinyRun.Write(folder.At("a"), TinyRun.Manifest with { Status = Enum.Parse<RunStatus>(status) });
        var run = Assert.Single(new RunScan(folder.Path).Find()) with { Written = Now.UtcDateTime.AddMinutes(-minutes) };
        Assert.Equal(words, RunState.Of(run, null, Now).Words);
    }

    [Theory]
    [InlineData(10, "just now")]
    [InlineData(180, "3 min ago")]
    [InlineData(7200, "2 h ago")]
    [InlineData(172_800, "2 d ago")]
    [InlineData(31_536_000, "2025-01-02")]
    public void Ago_IsShort(int seconds, string words) => Assert.Equal(words, Show.Ago(Now.AddSeconds(-seconds), Now));
}
