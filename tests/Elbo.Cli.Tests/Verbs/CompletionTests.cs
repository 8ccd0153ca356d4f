using Elbo.Files.NumPy;
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
        var averaged = (await Ran.Elbo("evaluate", run, "--draws", "4", "--json")).Json();
        Assert.Equal((1, 4), (evaluated.GetProperty("draws").GetInt32(), averaged.GetProperty("draws").GetInt32()));
        Assert.NotEqual(evaluated.GetProperty("neg_elbo").GetDouble(), averaged.GetProperty("neg_elbo").GetDouble());
        Assert.Contains("mean of 4 draws of z", (await Ran.Elbo("evaluate", run, "--draws", "4")).Out, StringComparison.Ordinal);
        (await Ran.Elbo("evaluate", run, "--draws", "0")).AssertFailed(ExitCode.WrongUsage, "--draws was 0; it must be from 1 to 1,000");

        var completed = (await Ran.Elbo("impute", run, data, "--limit", "3", "--draws", "2", "--out", folder.At("whole.npz"), "--json")).Json();
        Assert.Equal("prior", completed.GetProperty("method").GetString());
        Assert.True(File.Exists(completed.GetProperty("sheet").GetString()));
        (await Ran.Elbo("impute", run, data, "--region", "0,0,1,1", "--out", folder.At("other.npz")))
            .AssertFailed(ExitCode.WrongUsage, "--region was given, but the run completes images of which it is given left");
        var sampled = (await Ran.Elbo("sample", run, "--given", data, "--count", "3", "--json")).Json();
        Assert.Equal((8, 3), (sampled.GetProperty("examples").GetInt32(), sampled.GetProperty("count").GetInt32()));
        Assert.StartsWith(data, sampled.GetProperty("data").GetString(), StringComparison.Ordinal);
        Assert.True(File.Exists(sampled.GetProperty("file").GetString()));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("sample", run, "--out", folder.At("own.png"))).Code);
        (await Ran.Elbo("sample", run, "--out", folder.At("own.npz"))).AssertFailed(ExitCode.WrongUsage, "draws a picture", "elbo impute");
        (await Ran.Elbo("sample", run, "--count", "21")).AssertFailed(ExitCode.WrongUsage, "from 1 to 20 completions");
        Assert.Contains("no ONNX form", (await Ran.Elbo("export", run, "--out", folder.At("onnx"))).Error, StringComparison.Ordinal);
        foreach (var verb in new[] { "reconstruct", "score", "report" })
            Assert.Equal((ExitCode.Done, ""), await Ran.Elbo(verb, run) is var ran ? (ran.Code, ran.Error) : default);
    }

    [Fact]
    public async Task Train_GuessEpochs_TrainsThePlainNetFirst()
    {
        var (data, run) = (TinyData.Write(folder), folder.At("run"));
        string[] words = ["train", data, "--condition-region", "left", "--prior", "conditional", "--prior-hidden", "16", .. TinyData.Net];
        var trained = await Ran.Elbo([.. words, "--out", run, "--epochs", "1", "--guess-epochs", "2", "--validation", "20", "--patience", "2"]);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.Contains("plain net, epoch 2", trained.Out, StringComparison.Ordinal);
        Assert.Contains("nats on the validation split", trained.Out, StringComparison.Ordinal);
        (await Ran.Elbo("train", data, "--guess-epochs", "2", "--out", folder.At("none")))
            .AssertFailed(ExitCode.WrongUsage, "guess-epochs was 2, but only a model with a region has a plain net");
    }

    [Fact]
    public async Task Train_Mask_IsKeptAsRectangles()
    {
        var (data, run, mask) = (TinyData.Write(folder), folder.At("run"), folder.At("mask.npy"));
        using (var file = File.Create(mask))
            NpyFile.Write(file, NpyArray.Of<byte>([.. Enumerable.Range(0, 30).Select(i => (byte)(i % 5 < 2 || i == 29 ? 1 : 0))], 6, 5));
        string[] words = ["--prior", "conditional", "--prior-hidden", "16", "--epochs", "1", .. TinyData.Net];
        var trained = await Ran.Elbo(["train", data, "--condition-region", mask, "--out", run, .. words]);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.Equal("5x6:0,0,2,6+4,5,1,1", RunFolder.Open(run).ReadManifest().Model.ConditionRegion);
        File.Delete(mask);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "2")).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("sample", run)).Code);
        (await Ran.Elbo(["train", data, "--condition-region", mask, "--out", folder.At("other"), .. words])).AssertFailed(ExitCode.Failed, mask);
        using (var file = File.Create(mask))
            NpyFile.Write(file, NpyArray.Of<byte>(new byte[30], 6, 5));
        (await Ran.Elbo(["train", data, "--condition-region", mask, "--out", folder.At("other"), .. words]))
            .AssertFailed(ExitCode.WrongUsage, "every pixel is dark");
        (await Ran.Elbo(["train", data, "--condition-region", "28x28:0,0,2,2", "--out", folder.At("other"), .. words]))
            .AssertFailed(ExitCode.WrongUsage, "a mask of 28x28 pixels, but the images have 5x6");
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
