using System.Globalization;
using System.Text;
using Elbo.Runs;

namespace Elbo.Cli.Tests.Verbs;

/// <summary><c>elbo train DATA --objective m2 --labels-known N</c>, and the verbs that use such a run.</summary>
public sealed class LabelsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<string> Train(string name, string epochs, params string[] more)
    {
        var (data, run) = (TinyData.Write(folder), folder.At(name));
        var trained = await Ran.Elbo([
            "train", data, "--objective", "m2", "--labels-known", "10", "--out", run, "--epochs", epochs, "--validation", "40", .. TinyData.Net, .. more]);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        return run;
    }

    [Fact]
    public async Task Run_FewLabels_IsRecordedResumedEvaluatedAndReported()
    {
        var run = await Train("run", "2");
        var manifest = RunFolder.Open(run).ReadManifest();
        Assert.True(manifest.Condition!.IsInferred);
        Assert.Equal((2, 2, 10), (manifest.Model.Classes, manifest.Model.ConditionWidth, manifest.KnownLabels!.Count));
        // Labels go by turns in these data: as many even examples as odd ones.
        Assert.Equal(5, manifest.KnownLabels.Count(example => example % 2 == 0));
        Assert.True(File.Exists(Path.Combine(run, "figures", "confusion.png")));
        Assert.True(File.Exists(Path.Combine(run, "figures", "styles.png")));

        // Resuming finds the same labels known: the weights are those of an uninterrupted run.
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "6")).Code);
        var whole = await Train("whole", "6");
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(whole, "model.safetensors"), Token),
            await File.ReadAllBytesAsync(Path.Combine(run, "model.safetensors"), Token));

        var after = RunFolder.Open(run).ReadManifest();
        var evaluated = (await Ran.Elbo("evaluate", run, "--nll", "20", "--json")).Json();
        Assert.Equal(after.Test!.NegElbo, evaluated.GetProperty("neg_elbo").GetDouble(), 1e-6);
        var classes = evaluated.GetProperty("classes");
        Assert.Equal(after.Test.Accuracy!.Value, classes.GetProperty("accuracy").GetDouble(), 1e-9);
        var confusion = classes.GetProperty("confusion").EnumerateArray().Select(row => row.EnumerateArray().Select(n => n.GetInt32()).ToArray()).ToArray();
        Assert.Equal(after.Data.TestCount, confusion.Sum(row => row.Sum()));
        Assert.Equal(after.Test.Accuracy.Value, (double)(confusion[0][0] + confusion[1][1]) / after.Data.TestCount, 1e-9);
        // Draws of (y, z) give a tighter bound on log p(x) than the ELBO.
        Assert.True(evaluated.GetProperty("nll").GetProperty("nll").GetDouble() < after.Test.NegElbo);
    }

    [Fact]
    public async Task Classify_RunAndOtherData_GivesProbabilitiesAndAccuracy()
    {
        var run = await Train("run", "3");
        var file = folder.At("classes.csv");
        var json = (await Ran.Elbo("classify", run, "--out", file, "--json")).Json();
        var accuracy = RunFolder.Open(run).ReadManifest().Test!.Accuracy!.Value;
        Assert.Equal(accuracy, json.GetProperty("scores").GetProperty("accuracy").GetDouble(), 1e-9);
        string[][] rows = [.. (await File.ReadAllLinesAsync(file, Token)).Select(line => line.Split(','))];
        Assert.Equal(["example", "label", "class", "probability", "p(0)", "p(1)"], rows[0]);
        Assert.Equal(accuracy, rows[1..].Average(row => row[1] == row[2] ? 1.0 : 0), 1e-9);
        foreach (var row in rows[1..])
        {
            var (zero, one) = (double.Parse(row[4], CultureInfo.InvariantCulture), double.Parse(row[5], CultureInfo.InvariantCulture));
            Assert.Equal(1, zero + one, 1e-5);
            Assert.Equal(zero > one ? "0" : "1", row[2]);
        }
        // Data without labels have classes and no accuracy.
        File.Delete(folder.At("train-labels-idx1-ubyte"));
        var other = (await Ran.Elbo("classify", run, folder.At("train-images-idx3-ubyte"), "--json")).Json();
        Assert.Equal(200, other.GetProperty("examples").GetInt32());
        Assert.Equal("null", other.GetProperty("scores").GetRawText());
        Assert.Contains("200 examples classified", (await Ran.Elbo("classify", run, folder.At("train-images-idx3-ubyte"))).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbs_ClassNotGiven_InferIt()
    {
        var run = await Train("run", "1");
        foreach (var verb in new[] { "sample", "reconstruct", "interpolate", "score", "report" })
            Assert.Equal((ExitCode.Done, ""), await Ran.Elbo(verb, run) is var ran ? (ran.Code, ran.Error) : default);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("encode", run, "--out", folder.At("codes.npy"))).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("sample", run, "--given", "label=1")).Code);
        (await Ran.Elbo("evaluate", run, "--estimator", "ais", "--limit", "2")).AssertFailed(ExitCode.WrongUsage, "infers a class", "--nll 1000");
    }

    [Theory]
    [InlineData("1", "labels-known was 1; it must be at least 2", "Use --labels-known 100")]
    [InlineData("1000", "labels-known was 1000, 500 of each class, but", "Use at most --labels-known 180")]
    public async Task LabelsKnown_OutOfRange_IsRefused(string known, string found, string remedy)
    {
        var data = TinyData.Write(folder);
        (await Ran.Elbo(["train", data, "--objective", "m2", "--labels-known", known, "--epochs", "1", "--out", folder.At("run"), .. TinyData.Net]))
            .AssertFailed(ExitCode.WrongUsage, found, remedy);
        Assert.False(Directory.Exists(folder.At("run")));
    }

    [Fact]
    public async Task Options_ThatDoNotFit_AreRefusedWithTheRemedy()
    {
        var data = TinyData.Write(folder);
        string[] train = ["train", data, "--objective", "m2", "--epochs", "1", "--out", folder.At("run"), .. TinyData.Net];
        (await Ran.Elbo([.. train, "--condition-dropout", "0.1"])).AssertFailed(ExitCode.WrongUsage, "infers the condition", "Leave --condition-dropout out");
        (await Ran.Elbo([.. train, "--dropout", "0.1"])).AssertFailed(ExitCode.WrongUsage, "dropout was given", "Leave --dropout out");
        // Of 180 training examples all but 6 are the validation split: 4 of each class are too many.
        (await Ran.Elbo([.. train, "--validation", "174", "--labels-known", "8", "--labels-per-batch", "2"]))
            .AssertFailed(ExitCode.WrongUsage, "labels-known was 8, 4 of each class", "Use at most --labels-known 6");
        File.Delete(folder.At("train-labels-idx1-ubyte"));
        (await Ran.Elbo(train)).AssertFailed(ExitCode.WrongUsage, "learns from labels, but", "has none", "--condition COLUMN");
        (await Ran.Elbo("classify", await TinyData.TrainRun(folder))).AssertFailed(ExitCode.WrongUsage, "has no classifier", "--objective m2");
    }

    [Fact]
    public async Task Table_ColumnWithMissingCells_IsLearnedFromThoseThereAreAndPredicted()
    {
        var rows = new StringBuilder("size,weight,kind\n");
        for (var i = 0; i < 300; i++)
        {
            var kind = i % 2;
            var name = i % 6 > 1 ? "" : kind == 0 ? "cat" : "dog";
            rows.Append(CultureInfo.InvariantCulture, $"{1 + kind * 4 + i % 7 * 0.1},{10 - kind * 6 + i % 5 * 0.2},{name}\n");
        }
        var (data, run) = (folder.Write("animals.csv", Encoding.UTF8.GetBytes($"{rows}")), folder.At("run"));
        var trained = await Ran.Elbo([
            "train", data, "--condition", "kind", "--objective", "m2", "--out", run, "--epochs", "20", "--lr", "0.01", .. TinyData.Net]);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.True(RunFolder.Open(run).ReadManifest().Test!.Accuracy > 0.95);
        var fresh = folder.Write("new.csv", "size,weight,kind\n1.2,10.1,\n5.1,4.2,\n"u8.ToArray());
        var file = folder.At("kinds.csv");
        Assert.Equal((ExitCode.Done, ""), await Ran.Elbo("classify", run, fresh, "--out", file) is var ran ? (ran.Code, ran.Error) : default);
        Assert.Equal(["cat", "dog"], (await File.ReadAllLinesAsync(file, Token)).Skip(1).Select(line => line.Split(',')[1]));
        (await Ran.Elbo("train", data, "--objective", "m2", "--epochs", "1", "--out", folder.At("none")))
            .AssertFailed(ExitCode.WrongUsage, "has none", "--condition COLUMN");
        (await Ran.Elbo("train", data, "--condition", "size", "--objective", "m2", "--epochs", "1", "--out", folder.At("none")))
            .AssertFailed(ExitCode.WrongUsage, "infers one class, but the condition was size", "one column of names");
    }

    /// <summary>M1+M2: the class is learned from the codes of a run, and not from the images.</summary>
    [Fact]
    public async Task Train_CodesOfARun_LearnsTheClassFromThem()
    {
        var (m1, run, codes, test) = (await TinyData.TrainRun(folder), folder.At("m2"), folder.At("codes.csv"), folder.At("test.csv"));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("encode", m1, "--split", "train", "--out", codes)).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("encode", m1, "--split", "test", "--out", test)).Code);
        var trained = await Ran.Elbo([
            "train", codes, "--columns", "label:categorical", "--condition", "label", "--objective", "m2", "--labels-known", "20", "--out", run,
            "--epochs", "2", "--sum-above", "0.5", .. TinyData.Net]);
        Assert.Equal(ExitCode.Done, trained.Code);
        var manifest = RunFolder.Open(run).ReadManifest();
        Assert.Equal(["mu_0", "mu_1"], manifest.Table!.Columns.Select(column => column.Name));
        Assert.Equal((20, 2), (manifest.KnownLabels!.Count, manifest.Model.Classes));
        Assert.Contains("classes below 0.5 drawn", trained.Out, StringComparison.Ordinal);
        var classified = (await Ran.Elbo("classify", run, test, "--json")).Json();
        Assert.Equal(20, classified.GetProperty("scores").GetProperty("examples").GetInt32());
        var refused = await Ran.Elbo("train", codes, "--condition", "mu_0", "--objective", "m2", "--epochs", "1", "--out", folder.At("none"));
        Assert.Equal(ExitCode.WrongUsage, refused.Code);
        Assert.Contains("--columns NAME:categorical", refused.Error, StringComparison.Ordinal);
    }
}
