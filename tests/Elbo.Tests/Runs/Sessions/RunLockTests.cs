using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Tests.Training;

namespace Elbo.Tests.Runs.Sessions;

[Collection(TorchCollection.Name)]
public sealed class RunLockTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Run => folder.File("run");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Resume_RunIsBeingTrained_IsRefusedNamingTheProcess()
    {
        using var run = Small.Start(Run);
        using var model = run.Model;
        var before = File.ReadAllBytes(run.Folder.ManifestPath);
        var error = Assert.Throws<RunException>(() => TrainingRun.Resume(Run, Small.Data));
        Assert.Matches($@"is being trained by process {Environment.ProcessId} on .+ since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.", error.Message);
        Assert.Contains("--out", error.Message, StringComparison.Ordinal);
        // Nor may it be replaced.
        Assert.Throws<RunException>(() => TrainingRun.Start(Run, Small.Data, Small.Model, Small.Training, replace: true));
        Assert.Equal(before, File.ReadAllBytes(run.Folder.ManifestPath));
    }

    [Fact]
    public void Resume_LockOfADeadProcess_IsTaken()
    {
        Small.TrainUntil(Run, 3);
        File.WriteAllText(Path.Combine(Run, ".lock"), "process 1 on elsewhere since 2020-01-01 00:00:00 UTC");
        Small.Resume(Run);
        Assert.StartsWith($"process {Environment.ProcessId} ", File.ReadAllText(Path.Combine(Run, ".lock")), StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_LockIsALink_LeavesTheFileThatItLeadsTo()
    {
        Small.TrainUntil(Run, 3);
        File.Delete(Path.Combine(Run, ".lock"));
        File.WriteAllText(folder.File("mine"), "kept");
        File.CreateSymbolicLink(Path.Combine(Run, ".lock"), folder.File("mine"));
        Assert.Contains("is a link or not a regular file", Assert.Throws<RunException>(() => Small.Resume(Run)).Message, StringComparison.Ordinal);
        Assert.Equal("kept", File.ReadAllText(folder.File("mine")));
    }

    [Fact]
    public void Start_FolderWithALockAlone_IsAnEmptyOne()
    {
        Directory.CreateDirectory(Run);
        File.WriteAllText(Path.Combine(Run, ".lock"), "");
        Small.Train(Run);
    }
}
