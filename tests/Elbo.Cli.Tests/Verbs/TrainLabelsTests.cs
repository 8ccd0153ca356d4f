using Elbo.Data;
using Elbo.Runs;

namespace Elbo.Cli.Tests.Verbs;

/// <summary><c>elbo train DATA --labels</c>: trained on one class, scored on all.</summary>
public sealed class TrainLabelsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Labels_OfTraining_AreKeptThroughResumeEvaluateAndScore()
    {
        var (data, run) = (TinyData.Write(folder), folder.At("ones"));
        var trained = await Ran.Elbo(["train", data, "--labels", "1", "--out", run, "--epochs", "1", .. TinyData.Net]);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.Contains("90 of 180 training and 10 of 20 test examples have the label 1", trained.Out, StringComparison.Ordinal);
        var manifest = RunFolder.Open(run).ReadManifest();
        Assert.Equal((90, 10), (manifest.Data.TrainCount, manifest.Data.TestCount));
        Assert.Equal(["1"], manifest.Data.Options!.Labels!);
        Assert.Equal(["elbo", "train", data, "--labels", "1"], manifest.Command!.Take(5));
        Assert.Equal(Datasets.Load(data).OfLabels(["1"]).Train.Fingerprint(), manifest.Data.TrainFingerprint);

        Assert.Equal(ExitCode.Done, (await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "2")).Code);
        Assert.Equal((2, 90), (RunFolder.Open(run).ReadManifest().EpochsDone, RunFolder.Open(run).ReadManifest().Data.TrainCount));
        (await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "3", "--labels", "0"))
            .AssertFailed(ExitCode.WrongUsage, "--labels", "Leave it out to resume");
        Assert.Equal(10, (await Ran.Elbo("evaluate", run, "--json")).Json().GetProperty("examples").GetInt32());

        (await Ran.Elbo("score", run, "--normal", "1")).AssertFailed(ExitCode.WrongUsage, "10 normal examples and 0 others");
        var scored = (await Ran.Elbo("score", run, data, "--split", "test", "--normal", "1", "--json")).Json();
        Assert.Equal((20, 90), (scored.GetProperty("examples").GetInt32(), scored.GetProperty("training_examples").GetInt32()));
        Assert.InRange(scored.GetProperty("auroc").GetDouble(), 0, 1);
    }

    [Theory]
    [InlineData("labels held '7'", "it has 0, 1. Use --labels 0.", "7")]
    [InlineData("labels held 'cat'", "it has 0, 1.", "0,cat")]
    public async Task Labels_ThatDoNotOccur_AreNamed(string found, string allowed, string labels)
    {
        var data = TinyData.Write(folder);
        var before = folder.Content();
        (await Ran.Elbo("train", data, "--labels", labels, "--out", folder.At("run"))).AssertFailed(ExitCode.Failed, found, allowed);
        Assert.Equal(before, folder.Content());
    }

    [Fact]
    public async Task Labels_OfDataWithoutThem_AreRefused()
    {
        var data = TinyData.Write(folder);
        File.Delete(folder.At("train-labels-idx1-ubyte"));
        (await Ran.Elbo("train", data, "--labels", "1", "--out", folder.At("run"))).AssertFailed(ExitCode.Failed, "has no labels", "Leave --labels out");
    }
}
