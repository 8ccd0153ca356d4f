using Elbo.Data.Arrays;
using Elbo.Files.NumPy;
using Elbo.Runs;

namespace Elbo.Cli.Tests.Verbs;

/// <summary><c>elbo train DATA --condition</c>, and the verbs that use such a run.</summary>
public sealed class ConditionTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private async Task<string> Train(params string[] more)
    {
        var (data, run) = (TinyData.Write(folder), folder.At("run"));
        var trained = await Ran.Elbo(["train", data, "--condition", "label", "--out", run, "--epochs", "2", .. TinyData.Net, .. more]);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        return run;
    }

    [Fact]
    public async Task Condition_Label_IsRecordedResumedEvaluatedAndDrawn()
    {
        var run = await Train();
        var manifest = RunFolder.Open(run).ReadManifest();
        var column = Assert.Single(manifest.Condition!.Columns);
        Assert.Equal(("label", 2, 2), (column.Name, column.Inputs, manifest.Model.ConditionWidth));
        Assert.Equal(["0", "1"], column.Categories);
        Assert.Equal(["label"], manifest.Data.Options!.Condition!);
        Assert.Contains("--condition label", string.Join(' ', manifest.Command!), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(run, "figures", "styles.png")));

        Assert.Equal(ExitCode.Done, (await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "3")).Code);
        var after = RunFolder.Open(run).ReadManifest();
        var evaluated = (await Ran.Elbo("evaluate", run, "--json")).Json();
        Assert.Equal(after.Test!.NegElbo, evaluated.GetProperty("neg_elbo").GetDouble(), 1e-6);
        (await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "4", "--condition", "other")).AssertFailed(ExitCode.WrongUsage, "--condition");
    }

    [Fact]
    public async Task Sample_Given_DecodesTheClassThatWasAskedFor()
    {
        var run = await Train();
        var images = new List<byte[]>();
        foreach (var label in new[] { "0", "1" })
        {
            var drawn = (await Ran.Elbo("sample", run, "--given", $"label={label}", "--count", "4", "--json")).Json();
            Assert.Equal($"label={label}", drawn.GetProperty("given").GetString());
            images.Add(await File.ReadAllBytesAsync(drawn.GetProperty("file").GetString()!, TestContext.Current.CancellationToken));
        }
        Assert.NotEqual(images[0], images[1]);
        var grid = (await Ran.Elbo("sample", run, "--json")).Json();
        Assert.Equal(["0", "1"], grid.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("export", run)).Code);
        foreach (var verb in new[] { "manifold", "reconstruct", "traverse", "interpolate" })
            Assert.Equal(ExitCode.Done, (await Ran.Elbo(verb, run, "--given", "label=1")).Code);
    }

    [Fact]
    public async Task Sample_IntoAnNpz_HasTheImagesOfEachClassAndTheirLabels()
    {
        var (run, file) = (await Train(), folder.At("samples.npz"));
        var drawn = (await Ran.Elbo("sample", run, "--count", "3", "--out", file, "--json")).Json();
        Assert.Equal((6, 3), (drawn.GetProperty("count").GetInt32(), drawn.GetProperty("per_class").GetInt32()));
        var arrays = NpzFile.Read(file);
        Assert.Equal([0, 0, 0, 1, 1, 1], arrays["labels"].Values<byte>().ToArray());
        Assert.Equal([6, 1, 6, 5], arrays["images"].Shape);
        (await Ran.Elbo("sample", run, "--count", "3", "--out", file)).AssertFailed(ExitCode.Failed, "exists already");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("sample", run, "--given", "label=1", "--count", "3", "--out", file, "--force")).Code);
        var given = NpzFile.Read(file);
        Assert.Equal([1, 1, 1], given["labels"].Values<byte>().ToArray());
        Assert.Equal(arrays["images"].Bytes[90..].ToArray(), given["images"].Bytes.ToArray());
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, file)).Code);
        foreach (var temperature in new[] { "1", "1e-6" })
        {
            await Ran.Elbo("sample", run, "--given", "label=1", "--count", "3", "--temperature", temperature, "--out", file, "--force");
            var cooled = NpzFile.Read(file)["images"].Bytes.ToArray();
            Assert.Equal(temperature == "1", cooled.AsSpan().SequenceEqual(given["images"].Bytes.Span));
            Assert.Equal(temperature != "1", cooled.AsSpan(0, 30).SequenceEqual(cooled.AsSpan(60, 30)));
        }
        (await Ran.Elbo("sample", run, "--temperature", "0")).AssertFailed(ExitCode.WrongUsage, "above 0 and at most 10");
        (await Ran.Elbo("sample", run, "--out", folder.At("samples.csv"))).AssertFailed(ExitCode.WrongUsage, "samples.csv");
    }

    [Fact]
    public async Task Evaluate_HowWellCodesKnowTheCondition_IsSaidBesideChanceAndThePlainRun()
    {
        var run = await Train();
        var plain = folder.At("plain");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo(
            ["train", folder.At("train-images-idx3-ubyte"), "--out", plain, "--epochs", "2", .. TinyData.Net])).Code);
        var probe = (await Ran.Elbo("evaluate", run, "--plain", plain, "--json")).Json().GetProperty("condition_probes")[0];
        Assert.Equal(("label", 2), (probe.GetProperty("column").GetString(), probe.GetProperty("classes").GetInt32()));
        foreach (var share in new[] { "chance", "accuracy", "plain_accuracy" })
            Assert.InRange(probe.GetProperty(share).GetDouble(), 0.2, 1);
        Assert.Contains("linear probe for c from z", (await Ran.Elbo("evaluate", run)).Out, StringComparison.Ordinal);
        Assert.False((await Ran.Elbo("evaluate", plain, "--json")).Json().TryGetProperty("condition_probes", out _));
        (await Ran.Elbo("evaluate", run, "--plain", run)).AssertFailed(ExitCode.WrongUsage, "which has a condition itself");
        (await Ran.Elbo("evaluate", plain, "--plain", run)).AssertFailed(ExitCode.WrongUsage, "it needs a run with --condition");
        var report = await File.ReadAllTextAsync(Path.Combine(run, "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("label from z", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Condition_AnArrayOfAnNpz_IsGivenAsANumber()
    {
        var file = folder.At("data.npz");
        NpzFile.Write(file, new Dictionary<string, NpyArray>
        {
            ["images"] = NpyArray.Of<byte>([.. Enumerable.Range(0, 60 * 30).Select(i => (byte)(i % 251))], 60, 6, 5),
            ["angle"] = NpyArray.Of<float>([.. Enumerable.Range(0, 60).Select(i => i / 10f)], 60),
        });
        var trained = await Ran.Elbo(["train", file, "--condition", "angle", "--out", folder.At("run"), "--epochs", "1", .. TinyData.Net]);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("sample", folder.At("run"), "--given", "angle=2.5", "--out", folder.At("a.png"))).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", folder.At("run"), file)).Code);
        var mistyped = await Ran.Elbo(["train", file, "--condition", "angel", "--out", folder.At("other"), .. TinyData.Net]);
        Assert.Equal(ExitCode.WrongUsage, mistyped.Code);
        Assert.Contains("it has angle. An array of an .npz needs a row for each image", mistyped.Error.Replace('\n', ' '), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Given_UnknownOrAbsent_IsRefusedWithTheRemedy()
    {
        var run = await Train();
        (await Ran.Elbo("sample", run, "--given", "label=7")).AssertFailed(ExitCode.WrongUsage, "label=7", "learned label from 0, 1", "Use --given label=0");
        (await Ran.Elbo("sample", run, "--given", "colour=7")).AssertFailed(ExitCode.WrongUsage, "colour=7", "the condition of the run is label");
        (await Ran.Elbo("sample", run, "--given", "any")).AssertFailed(ExitCode.WrongUsage, "No value was given for", "--condition-dropout 0.1");
        (await Ran.Elbo("manifold", run)).AssertFailed(ExitCode.WrongUsage, "No value was given for", "Use --given label=0");
        var plain = folder.At("plain");
        await Ran.Elbo(["train", folder.At("train-images-idx3-ubyte"), "--out", plain, "--epochs", "1", .. TinyData.Net]);
        (await Ran.Elbo("sample", plain, "--given", "label=1")).AssertFailed(ExitCode.WrongUsage, "trained without a condition", "Leave --given out");
    }

    [Fact]
    public async Task Dropout_AnyLabel_HasAMeaning()
    {
        var run = await Train("--condition-dropout", "0.3");
        Assert.True(RunFolder.Open(run).ReadManifest().Condition!.HasAny);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("sample", run, "--given", "any")).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("manifold", run)).Code);
    }

    [Fact]
    public async Task UseVerbs_Given_TakesThePlaceOfTheLabels()
    {
        var (run, scores) = (await Train(), new Dictionary<string, double>());
        foreach (var given in new[] { "label=0", "label=1", "best" })
            scores[given] = (await Ran.Elbo("score", run, "--given", given, "--json", "--force")).Json().GetProperty("mean").GetDouble();
        var own = (await Ran.Elbo("score", run, "--json", "--force")).Json().GetProperty("mean").GetDouble();
        Assert.NotEqual(scores["label=0"], scores["label=1"]);
        Assert.True(scores["best"] <= Math.Min(own, Math.Min(scores["label=0"], scores["label=1"])));
        var best = folder.At("best.csv");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, "--given", "best", "--out", best, "--force")).Code);
        var table = await File.ReadAllTextAsync(best, TestContext.Current.CancellationToken);
        Assert.StartsWith("example,label,score,given,rank", table, StringComparison.Ordinal);

        var evaluated = (await Ran.Elbo("evaluate", run, "--given", "label=1", "--nll", "5", "--full", "--json")).Json();
        var plain = (await Ran.Elbo("evaluate", run, "--json")).Json();
        Assert.NotEqual(plain.GetProperty("neg_elbo").GetDouble(), evaluated.GetProperty("neg_elbo").GetDouble());
        Assert.True(evaluated.GetProperty("nll").GetProperty("nll").GetDouble() <= evaluated.GetProperty("neg_elbo").GetDouble() + 1);

        var (codes, image) = (folder.At("codes.npy"), folder.At("decoded"));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("encode", run, "--limit", "3", "--out", codes)).Code);
        (await Ran.Elbo("decode", run, codes, "--out", image)).AssertFailed(ExitCode.WrongUsage, "No value was given for", "--given label=0");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("decode", run, codes, "--given", "label=1", "--out", image)).Code);
        string[] impute = ["impute", run, "--limit", "3", "--region", "0,0,3,3", "--samples", "5", "--out", folder.At("filled")];
        Assert.Equal(ExitCode.Done, (await Ran.Elbo(impute)).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("denoise", run, "--limit", "3", "--noise", "0.2", "--out", folder.At("restored"))).Code);
    }

    [Fact]
    public async Task Score_DataWithoutLabels_NeedsAConditionUnlessAnyIsLearned()
    {
        var run = await Train();
        File.Move(folder.At("train-images-idx3-ubyte"), folder.At("bare-images-idx3-ubyte"));
        File.Copy(folder.At("bare-images-idx3-ubyte"), folder.At("train-images-idx3-ubyte"));
        (await Ran.Elbo("score", run, folder.At("bare-images-idx3-ubyte")))
            .AssertFailed(ExitCode.Failed, "has no labels", "--given label=0");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, folder.At("bare-images-idx3-ubyte"), "--given", "best")).Code);
    }

    [Theory]
    [InlineData("conv", "16")]
    [InlineData("resnet", "16")]
    public async Task Train_NetOfMapsWithALearnedPrior_SamplesClasses(string net, string channels)
    {
        var (data, run) = (TinyData.Write(folder), folder.At("maps"));
        var trained = await Ran.Elbo(
            "train", data, "--condition", "label", "--model", net, "--channels", channels, "--latents", "2", "--prior", "conditional", "--prior-hidden", "4",
            "--epochs", "1", "--batch", "20", "--threads", "1", "--out", run);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.Contains("conditional prior c-4-z", trained.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("sample", run, "--given", "label=1")).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("evaluate", run, "--nll", "5", "--full")).Code);
    }

    [Theory]
    [InlineData("lable", "has no such column; it has label", "Use --condition label")]
    [InlineData("age", "condition was age", "Use --condition label")]
    public async Task Condition_UnknownName_IsRefused(string name, string found, string remedy)
    {
        var data = TinyData.Write(folder);
        (await Ran.Elbo("train", data, "--condition", name, "--epochs", "1", "--out", folder.At("run"))).AssertFailed(ExitCode.WrongUsage, found, remedy);
        Assert.False(Directory.Exists(folder.At("run")));
    }

    [Fact]
    public async Task Condition_DataWithoutLabelsOrWithOneLabel_IsRefused()
    {
        var data = TinyData.Write(folder);
        var ones = folder.At("ones-images-idx3-ubyte");
        IdxFile.Write(ones, new(new(1, 6, 5), new byte[600], Enumerable.Repeat((byte)1, 20).ToArray()), folder.At("ones-labels-idx1-ubyte"));
        (await Ran.Elbo("train", ones, "--condition", "label", "--epochs", "1", "--out", folder.At("run")))
            .AssertFailed(ExitCode.WrongUsage, "every training example", "has the same label", "Leave --condition out");
        (await Ran.Elbo("train", data, "--condition-dropout", "0.1", "--epochs", "1", "--out", folder.At("run")))
            .AssertFailed(ExitCode.WrongUsage, "no condition to hide", "Add --condition label");
        File.Delete(folder.At("train-labels-idx1-ubyte"));
        (await Ran.Elbo("train", data, "--condition", "label", "--epochs", "1", "--out", folder.At("run")))
            .AssertFailed(ExitCode.WrongUsage, "has no labels", "Leave --condition out");
    }

    [Fact]
    public async Task Condition_LabelOnlyInTheTestSplit_IsRefusedUnlessAnyIsLearned()
    {
        var pixels = new byte[30 * 100];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(i % 7 * 30);
        var labels = Enumerable.Range(0, 100).Select(i => (byte)(i >= 95 ? 9 : i % 2)).ToArray();
        var data = folder.At("train-images-idx3-ubyte");
        IdxFile.Write(data, new(new(1, 6, 5), pixels, labels), folder.At("train-labels-idx1-ubyte"));
        string[] train = ["train", data, "--condition", "label", "--out", folder.At("run"), "--epochs", "1", .. TinyData.Net];
        (await Ran.Elbo(train)).AssertFailed(ExitCode.Failed, "the label 9, which no training example had; known are 0, 1", "--labels");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo([.. train, "--condition-dropout", "0.2"])).Code);
    }
}
