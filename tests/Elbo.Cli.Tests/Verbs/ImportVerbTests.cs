namespace Elbo.Cli.Tests.Verbs;

public sealed class ImportVerbTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Import_OfWeightsThatElboHasWritten_IsARunThatEveryVerbReads()
    {
        var run = await TinyData.TrainRun(folder);
        var data = folder.At("train-images-idx3-ubyte");
        var document = (await Ran.Elbo("import", Path.Combine(run, "model.safetensors"), "--data", data, "--out", folder.At("copy"), "--json")).Json();
        Assert.Equal(("imported", "safetensors", "relu", "threshold"), (Text("status"), Text("format"), Text("activation"), Text("binarization")));
        Assert.True(File.Exists(Text("weights")));

        var (copied, trained) = (
            (await Ran.Elbo("evaluate", folder.At("copy"), "--seed", "3", "--json")).Json(), (await Ran.Elbo("evaluate", run, "--seed", "3", "--json")).Json());
        Assert.Equal(trained.GetProperty("neg_elbo").GetDouble(), copied.GetProperty("neg_elbo").GetDouble());
        foreach (var verb in new[] { "sample", "reconstruct", "report" })
            Assert.Equal((ExitCode.Done, ""), (await Ran.Elbo(verb, folder.At("copy")) is var ran ? ran.Code : 0, ran.Error));
        Assert.Contains("Imported from model.safetensors", File.ReadAllText(folder.At("copy", "report.html")), StringComparison.Ordinal);
        Assert.Contains("imported from model.safetensors", (await Ran.Elbo("evaluate", folder.At("copy"))).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("compare", run, folder.At("copy"))).Code);
        (await Ran.Elbo("train", "--resume", "--out", folder.At("copy"))).AssertFailed(ExitCode.Failed, "no training state");

        string Text(string key) => document.GetProperty(key).GetString()!;
    }

    [Fact]
    public async Task Import_OverARun_NeedsForce()
    {
        var run = await TinyData.TrainRun(folder);
        string[] import = ["import", Path.Combine(run, "model.safetensors"), "--data", folder.At("train-images-idx3-ubyte"), "--out", folder.At("copy")];
        var ran = await Ran.Elbo(import);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        Assert.Contains("test −ELBO", ran.Out, StringComparison.Ordinal);
        var before = folder.Content();
        var taken = await Ran.Elbo(import);
        taken.AssertFailed(ExitCode.Failed, "already holds a run. Replace it with --force, or choose another folder with --out.");
        Assert.DoesNotContain("--resume", taken.Error, StringComparison.Ordinal);
        Assert.Equal(before, folder.Content());
        Assert.Equal(ExitCode.Done, (await Ran.Elbo([.. import, "--force"])).Code);
    }

    [Fact]
    public async Task Import_BadInput_SaysWhatToDoAndLeavesNothing()
    {
        var run = await TinyData.TrainRun(folder);
        var (data, weights) = (folder.At("train-images-idx3-ubyte"), Path.Combine(run, "model.safetensors"));
        var junk = folder.Write("junk.pt", "PK\u0003\u0004 and no archive"u8.ToArray());
        var before = folder.Content();
        (await Ran.Elbo("import", folder.At("absent.pt"), "--out", folder.At("x"))).AssertFailed(ExitCode.Failed, "does not exist");
        (await Ran.Elbo("import", junk, "--out", folder.At("x"))).AssertFailed(ExitCode.Failed, "is damaged");
        (await Ran.Elbo("import", weights, "--out", folder.At("x"))).AssertFailed(ExitCode.WrongUsage, "the images are 28×28, but the file's model takes");
        (await Ran.Elbo("import", weights, "--data", data, "--out", folder.At("x"), "--sigma", "0.1")).AssertFailed(ExitCode.WrongUsage, "sigma was 0.1");
        (await Ran.Elbo("import", weights, "--data", data, "--out", folder.At("x"), "--activation", "tanh"))
            .AssertFailed(ExitCode.WrongUsage, "activation was tanh, but the file says relu");
        (await Ran.Elbo("import", weights, "--data", data)).AssertFailed(ExitCode.WrongUsage, "--out");
        var range = await Ran.Elbo("import", weights, "--data", data, "--out", folder.At("x"), "--likelihood", "gaussian", "--sigma", "99");
        range.AssertFailed(ExitCode.WrongUsage, "sigma was 99");
        Assert.DoesNotContain("model.safetensors", range.Error, StringComparison.Ordinal);
        Assert.Equal(before, folder.Content());
    }
}
