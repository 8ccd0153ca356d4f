using System.Diagnostics;
using Elbo.Runs;
using Elbo.Studio.Tests.Browser;
using Elbo.Studio.Training;

namespace Elbo.Studio.Tests.Training;

public sealed class TrainProcessesTests
{
    private static readonly TrainOrder Order = new("a", null, null,
        new Dictionary<string, string> { ["hidden"] = "4", ["latents"] = "2", ["epochs"] = "100000" })
    { File = "rows.csv" };

    [Fact]
    public async Task StudioEnds_WhileItTrains_TheRunIsStoppedAndCanBeResumed()
    {
        Assert.SkipUnless(File.Exists(BrowserStudio.Program), $"There is no {BrowserStudio.Program}: dotnet build builds it.");
        using var folder = new TempFolder();
        File.WriteAllLines(folder.At("rows.csv"), ["x,y", .. Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"{i % 17}.5,{i % 13}.25"))]);
        await using var studio = await StudioServer.StartAsync(new() { Folder = folder.Path, Port = 0, Trainer = new BuiltProgram() },
            TestContext.Current.CancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = studio.RunAsync(end.Token);
        var trainings = studio.Services.GetRequiredService<TrainProcesses>();
        trainings.Start(Order);
        while (trainings.IsTraining("a") && !(File.Exists(folder.At("a", "run.json")) && Manifest().EpochsDone > 0))
            await Task.Delay(20, end.Token);
        Assert.Equal("", trainings.Find("a")!.Failure);
        await end.CancelAsync();
        await running;
        Assert.False(trainings.IsTraining("a"));
        Assert.Equal(RunStatus.Cancelled, Manifest().Status);

        RunManifest Manifest() => RunFolder.Open(folder.At("a")).ReadManifest();
    }

    /// <summary>The built program, which validates its arguments itself.</summary>
    private sealed class BuiltProgram : ITrainProgram
    {
        public IReadOnlyList<string> Faults(IReadOnlyList<string> words) => [];

        public ProcessStartInfo Start(IReadOnlyList<string> words) => new(BrowserStudio.Program, ["train", .. words]);
    }
}
