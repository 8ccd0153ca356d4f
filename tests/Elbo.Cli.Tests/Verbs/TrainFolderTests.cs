using System.Net;
using Elbo.Runs;

namespace Elbo.Cli.Tests.Verbs;

public sealed class TrainFolderTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Out_ThatHoldsARun_NamesResumeAndForceAndIsKept()
    {
        var run = await TinyData.TrainRun(folder);
        await AssertRefused(ExitCode.Failed, ["train", folder.At("train-images-idx3-ubyte"), "--out", run], "already holds a run", "--resume", "--force");
    }

    [Fact]
    public async Task Out_ThatHoldsARun_WithForce_IsReplaced()
    {
        var run = await TinyData.TrainRun(folder);
        var ran = await Ran.Elbo(["train", folder.At("train-images-idx3-ubyte"), "--out", run, "--force", "--epochs", "1", "--json", .. TinyData.Net]);
        Assert.Equal(1, ran.Json().GetProperty("epochs").GetInt32());
    }

    [Fact]
    public async Task Out_ThatHoldsOtherFiles_IsKeptEvenWithForce()
    {
        var data = TinyData.Write(folder);
        folder.Write("mine/letter.txt", "Dear"u8.ToArray());
        await AssertRefused(ExitCode.Failed, ["train", data, "--out", folder.At("mine"), "--force"], "holds files that do not belong to a run");
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file", "below", "run")]
    public async Task Out_ThatCannotBeMade_IsRefused(params string[] names)
    {
        var data = TinyData.Write(folder);
        folder.Write("file", [1]);
        await AssertRefused(ExitCode.Failed, ["train", data, "--epochs", "1", "--out", folder.At(names)], folder.At(names), "--out");
    }

    [Fact]
    public async Task Resume_WithoutOut_SaysWhatItNeeds() =>
        await AssertRefused(ExitCode.WrongUsage, ["train", "--resume"], "--resume needs the run to continue. Use --resume --out RUN.");

    [Fact]
    public async Task Resume_OfNothing_SaysHowToMakeARun() =>
        await AssertRefused(ExitCode.Failed, ["train", "--resume", "--out", folder.At("run")], "There is no run at", "elbo train mnist --out");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    public async Task Resume_OfACutOffManifest_NamesIt(int length) => await AssertDamageIsNamed("run.json", length, "run.json is");

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(2000)]
    public async Task Resume_OfCutOffCheckpoints_NamesOne(int length) =>
        await AssertDamageIsNamed(
            Path.Combine("checkpoint", "previous.safetensors"), length, "previous.safetensors", Path.Combine("checkpoint", "state.safetensors"));

    [Fact]
    public async Task Resume_OfACutOffCheckpoint_WarnsAndGoesOnFromTheOneBefore()
    {
        var run = await TinyData.TrainRun(folder);
        CutOff(Path.Combine(run, "checkpoint", "state.safetensors"), 100);
        var ran = await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "3", "--json");
        Assert.Equal((ExitCode.Done, 3), (ran.Code, ran.Json().GetProperty("epochs").GetInt32()));
        Assert.Contains($"elbo: warning: {Path.Combine(run, "checkpoint", "state.safetensors")}", ran.Error, StringComparison.Ordinal);
        Assert.Contains("from the previous checkpoint", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1000)]
    public async Task Evaluate_OfCutOffWeights_NamesThem(int length)
    {
        var run = await TinyData.TrainRun(folder);
        CutOff(Path.Combine(run, "model.safetensors"), length);
        await AssertRefused(ExitCode.Failed, ["evaluate", run], "model.safetensors");
    }

    [Theory]
    [InlineData("--lr was 0.5, but the run has 0.001", "--lr", "0.5")]
    [InlineData("--batch was 7, but the run has 20", "--batch", "7")]
    [InlineData("--seed was 3, but the run has 0", "--seed", "3")]
    [InlineData("the run has 30-8-z2-8-30 with relu", "--latents", "5")]
    [InlineData("but the run was made with none", "--recipe", "flax")]
    public async Task Resume_WithOtherOptions_ShowsTheDifference(string message, params string[] options)
    {
        var run = await TinyData.TrainRun(folder);
        await AssertRefused(ExitCode.WrongUsage, ["train", "--resume", "--out", run, "--epochs", "4", .. options], message);
    }

    [Fact]
    public async Task Resume_OfAFinishedRun_IsDoneAndNamesALargerNumber()
    {
        var run = await TinyData.TrainRun(folder);
        var before = folder.Content();
        foreach (var ran in new[] { await Ran.Elbo("train", "--resume", "--out", run), await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "2") })
        {
            Assert.Equal(ExitCode.Done, ran.Code);
            Assert.Equal($"{run} has done all of its 2 epochs. More: elbo train --resume --out {run} --epochs 4", ran.Out.TrimEnd());
        }
        Assert.Equal(before, folder.Content());
        await AssertRefused(ExitCode.Failed, ["train", "--resume", "--out", run, "--epochs", "1"], "has done all of its 2 epochs", "--epochs 4");
    }

    [Fact]
    public async Task Command_WithWordsThatAShellChanges_IsStoredAsItIsAndShownQuoted()
    {
        var (data, run) = (folder.At("it's $5", "train-images-idx3-ubyte"), folder.At("my run"));
        Directory.CreateDirectory(folder.At("it's $5"));
        File.Move(TinyData.Write(folder), data);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo(["train", data, "--out", run, "--epochs", "1", .. TinyData.Net])).Code);
        Assert.Equal(["elbo", "train", data], RunFolder.Open(run).ReadManifest().Command!.Take(3));
        var report = WebUtility.HtmlDecode(File.ReadAllText(Path.Combine(run, "report.html")));
        Assert.Contains($@"<code>elbo train '{folder.Path}/it'\''s $5/train-images-idx3-ubyte' --hidden 8 ", report, StringComparison.Ordinal);
        Assert.EndsWith(
            $"More: elbo train --resume --out '{run}' --epochs 2\n", (await Ran.Elbo("train", "--resume", "--out", run)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_OfARunThatEndedWhileItsReportWasDrawn_WritesIt()
    {
        var run = await TinyData.TrainRun(folder);
        var before = folder.Content();
        File.Delete(Path.Combine(run, "report.html"));
        File.Delete(Path.Combine(run, "figures", "loss.png"));
        var ran = await Ran.Elbo("train", "--resume", "--out", run, "--json");
        Assert.Equal(2, ran.Json().GetProperty("epochs").GetInt32());
        Assert.Equal(before, folder.Content());
    }

    [Fact]
    public async Task Resume_SeedsOfOneRun_SaysThatItIsNoSeries()
    {
        var run = await TinyData.TrainRun(folder);
        await AssertRefused(ExitCode.WrongUsage, ["train", "--resume", "--seeds", "3", "--out", run], "holds a single run, not a series of seeds");
    }

    [Fact]
    public async Task Resume_AfterTheDataChanged_IsRefused()
    {
        var run = await TinyData.TrainRun(folder);
        TinyData.Write(folder, count: 100);
        await AssertRefused(ExitCode.Failed, ["train", "--resume", "--out", run, "--epochs", "4"], "was trained on other images");
    }

    [Fact]
    public async Task Resume_WithMoreEpochs_EqualsOneLongRun()
    {
        var run = await TinyData.TrainRun(folder);
        var resumed = await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "4", "--json");
        var whole = await Ran.Elbo(["train", folder.At("train-images-idx3-ubyte"), "--out", folder.At("whole"), "--epochs", "4", "--json", .. TinyData.Net]);
        Assert.Equal(
            whole.Json().GetProperty("test").GetProperty("neg_elbo").GetDouble(), resumed.Json().GetProperty("test").GetProperty("neg_elbo").GetDouble());
        string[] pictures = ["0001.png", "0002.png", "0003.png", "0004.png"];
        Assert.All(
            [run, folder.At("whole")],
            path => Assert.Equal(pictures, Directory.GetFiles(Path.Combine(path, "figures", "epochs")).Select(Path.GetFileName).Order()));
    }

    private async Task AssertDamageIsNamed(string file, int length, string message, params string[] alsoCutOff)
    {
        var run = await TinyData.TrainRun(folder);
        foreach (var damaged in (string[])[file, .. alsoCutOff])
            CutOff(Path.Combine(run, damaged), length);
        await AssertRefused(ExitCode.Failed, ["train", "--resume", "--out", run, "--epochs", "4"], message);
    }

    private static void CutOff(string path, int length) => File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);

    private async Task AssertRefused(int code, string[] args, params string[] parts)
    {
        var before = folder.Content();
        (await Ran.Elbo(args)).AssertFailed(code, parts);
        Assert.Equal(before, folder.Content());
    }
}
