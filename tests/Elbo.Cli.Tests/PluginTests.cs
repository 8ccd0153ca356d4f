using Elbo.Runs;
using Elbo.Training.Schedules;

namespace Elbo.Cli.Tests;

/// <summary>A schedule that Elbo does not have; this assembly is the plugin.</summary>
[Kind("linear-decay", "Down to 0 on a straight line")]
public sealed record LinearDecay(double Epochs = 4) : LearningRateSchedule
{
    public override double Factor(double epochs) => Math.Max(0, 1 - epochs / Epochs);

    public override string Describe() => $"down to 0 over {Epochs} epochs";
}

/// <summary>The plugins of the command line are the process's, so nothing else runs beside these tests.</summary>
[CollectionDefinition(nameof(PluginTests), DisableParallelization = true)]
public sealed class PluginTestsRunAlone;

[Collection(nameof(PluginTests))]
public sealed class PluginTests : IDisposable
{
    private static readonly string File = typeof(PluginTests).Assembly.Location;
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Plugin_WithASchedule_IsTrainedResumedAndRecorded()
    {
        var (data, run) = (TinyData.Write(folder), folder.At("run"));
        var trained = await Ran.Elbo(["train", data, "--plugin", File, "--lr-schedule", "linear-decay", "--out", run, "--epochs", "1", .. TinyData.Net]);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("train", $"--plugin={File}", "--resume", "--out", run, "--epochs", "2")).Code);
        var manifest = RunFolder.Open(run).ReadManifest();
        Assert.Contains($"--plugin {File}", string.Join(' ', manifest.Command!), StringComparison.Ordinal);
        Assert.Equal(new LinearDecay(), manifest.Training.LearningRateSchedule);
        Assert.Equal("Elbo.Cli.Tests", Assert.Single(manifest.Plugins!).Name);
        Assert.Contains("linear-decay", (await Ran.Elbo("train", "--plugin", File, "--help-all")).Out, StringComparison.Ordinal);

        // The run as seen by a program started without the plugin.
        var json = await System.IO.File.ReadAllTextAsync(Path.Combine(run, "run.json"), TestContext.Current.CancellationToken);
        await System.IO.File.WriteAllTextAsync(
            Path.Combine(run, "run.json"), json.Replace("linear_decay", "other_decay", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (await Ran.Elbo("evaluate", run))
            .AssertFailed(ExitCode.Failed, "needs the plugin Elbo.Cli.Tests", "'other_decay' is not one of constant", "--plugin FILE.dll");
    }

    [Fact]
    public async Task Plugin_OfARecipe_IsLoadedFromBesideIt()
    {
        var relative = Path.GetRelativePath(folder.At("."), File);
        await System.IO.File.WriteAllTextAsync(folder.At("own.json"), $$"""
            {"name":"own","description":"A schedule of its own.","data":"mnist","plugins":[{{System.Text.Json.JsonSerializer.Serialize(relative)}}],
             "options":{"lr_schedule":"linear_decay"} }
            """, TestContext.Current.CancellationToken);
        var shown = await Ran.Elbo("recipes", folder.At("own.json"), "--json");
        Assert.Equal("linear_decay", shown.Json().GetProperty("options").GetProperty("lr_schedule").GetString());

        await System.IO.File.WriteAllTextAsync(folder.At("lost.json"), """
            {"name":"lost","description":"A plugin that is gone.","data":"mnist","plugins":["gone.dll"],"options":{}}
            """, TestContext.Current.CancellationToken);
        (await Ran.Elbo("recipes", folder.At("lost.json"))).AssertFailed(ExitCode.WrongUsage, "gone.dll", "no such file");
    }

    [Fact]
    public async Task Plugin_ThatIsMissingOrNotAnAssembly_IsNamed()
    {
        (await Ran.Elbo("recipes", "--plugin", "no-such.dll")).AssertFailed(ExitCode.WrongUsage, "no-such.dll", "no such file");
        var text = folder.At("text.dll");
        await System.IO.File.WriteAllTextAsync(text, "not an assembly", TestContext.Current.CancellationToken);
        (await Ran.Elbo("recipes", "--plugin", text)).AssertFailed(ExitCode.WrongUsage, "text.dll", "cannot be loaded");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [folder.At("pipe.dll")]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await Ran.Elbo("recipes", "--plugin", folder.At("pipe.dll")))
            .AssertFailed(ExitCode.WrongUsage, "pipe.dll", "cannot be read", "Give the path of the plugin's .dll.");
    }
}
