using Elbo.Runs;

namespace Elbo.Cli.Tests.Verbs;

/// <summary><c>elbo train DATA --condition-region REGION</c>, and the verbs that use such a run.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Run_Region_IsTrainedResumedEvaluatedReportedAndCompletes()
    {
        var (data, run) = (TinyData.Write(folder), folder.At("run"));
        string[] words = ["train", data, "--condition-region", "left", "--prior", "conditional", "--prior-hidden", "16", .. TinyData.Net];
        var trained = await Ran.Elbo([.. words, "--out", run, "--epochs", "1"]);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.Equal("left", RunFolder.Open(run).ReadManifest().Model.ConditionRegion);
        Assert.True(File.Exists(Path.Combine(run, "figures", "completions.png")));
        Assert.False(File.Exists(Path.Combine(run, "figures", "samples.png")));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "2")).Code);

        var evaluated = (await Ran.Elbo("evaluate", run, "--nll", "20", "--json")).Json();
        Assert.True(evaluated.GetProperty("nll").GetProperty("nll").GetDouble() < evaluated.GetProperty("neg_elbo").GetDouble());
        Assert.True(evaluated.GetProperty("guess").GetProperty("mean").GetDouble() > 0);

        var completed = (await Ran.Elbo("impute", run, data, "--limit", "3", "--draws", "2", "--out", folder.At("whole.npz"), "--json")).Json();
        Assert.Equal("prior", completed.GetProperty("method").GetString());
        Assert.True(File.Exists(completed.GetProperty("sheet").GetString()));
        (await Ran.Elbo("impute", run, data, "--region", "0,0,1,1", "--out", folder.At("other.npz")))
            .AssertFailed(ExitCode.WrongUsage, "--region was given, but the run completes images of which it is given left");
        (await Ran.Elbo("sample", run)).AssertFailed(ExitCode.WrongUsage, "has no samples without one", "elbo impute");
        Assert.Contains("no ONNX form", (await Ran.Elbo("export", run, "--out", folder.At("onnx"))).Error, StringComparison.Ordinal);
        foreach (var verb in new[] { "reconstruct", "score", "report" })
            Assert.Equal((ExitCode.Done, ""), await Ran.Elbo(verb, run) is var ran ? (ran.Code, ran.Error) : default);
    }

    [Fact]
    public async Task Train_BadRegion_SaysWhatIsAllowed()
    {
        var data = TinyData.Write(folder);
        (await Ran.Elbo("train", data, "--condition-region", "lefft", "--prior", "conditional", "--out", folder.At("run")))
            .AssertFailed(ExitCode.WrongUsage, "condition-region was 'lefft'", "Did you mean left?");
        (await Ran.Elbo("train", data, "--condition-region", "left", "--out", folder.At("run")))
            .AssertFailed(ExitCode.WrongUsage, "Use --prior conditional too");
    }
}
