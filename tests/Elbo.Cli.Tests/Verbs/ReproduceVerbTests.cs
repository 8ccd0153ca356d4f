using Elbo.Runs;

namespace Elbo.Cli.Tests.Verbs;

public sealed class ReproduceVerbTests : IDisposable
{
    private const string Nll = """{ "split": "test", "metric": "nll", "value": 1000, "samples": 20, "source": "A paper" }""";
    private readonly TempFolder folder = new();

    public ReproduceVerbTests() => TinyData.Write(folder);

    public void Dispose() => folder.Dispose();

    private string Run => folder.At("run");

    [Fact]
    public async Task Reproduce_NoRun_TrainsMeasuresAndCompares()
    {
        var document = (await Reproduce(Recipe(Nll), "--json")).Json();
        Assert.Equal("better", document.GetProperty("verdict").GetString());
        Assert.Equal(
            (2, 20, 20), (document.GetProperty("epochs").GetInt32(), document.GetProperty("samples").GetInt32(), document.GetProperty("examples").GetInt32()));
        var ours = document.GetProperty("ours").GetDouble();
        Assert.Equal(ours - 1000, document.GetProperty("difference").GetDouble(), 1e-9);
        // The estimate that evaluate makes.
        var evaluated = (await Ran.Elbo("evaluate", Run, "--nll", "20", "--seed", "0", "--json")).Json();
        Assert.Equal(evaluated.GetProperty("nll").GetProperty("nll").GetDouble(), ours, 1e-6);
    }

    [Fact]
    public async Task Reproduce_RunThatIsDone_IsTakenAsItIs()
    {
        await Reproduce(Recipe(Nll));
        var written = File.GetLastWriteTimeUtc(Path.Combine(Run, "model.safetensors"));
        var again = await Reproduce(Recipe(Nll), "--limit", "5");
        Assert.Equal((ExitCode.Done, ""), (again.Code, again.Error));
        Assert.Contains("is done: 2 epochs", again.Out, StringComparison.Ordinal);
        Assert.Contains("5 examples", again.Out, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(Run, "model.safetensors")));
    }

    [Fact]
    public async Task Reproduce_RunThatStopped_IsContinued()
    {
        await Ran.Elbo("train", folder.At("train-images-idx3-ubyte"), "--recipe", Recipe(Nll), "--epochs", "1", "--out", Run);
        Assert.Equal(1, RunFolder.Open(Run).ReadManifest().EpochsDone);
        Assert.Equal(ExitCode.Done, (await Reproduce(Recipe(Nll))).Code);
        Assert.Equal(2, RunFolder.Open(Run).ReadManifest().EpochsDone);
    }

    [Fact]
    public async Task Reproduce_RunOfOtherOptions_IsRefusedAndLeftAlone()
    {
        await Ran.Elbo("train", folder.At("train-images-idx3-ubyte"), "--recipe", Recipe(Nll), "--lr", "0.5", "--epochs", "1", "--out", Run);
        (await Reproduce(Recipe(Nll))).AssertFailed(ExitCode.Failed, "holds another run than tiny makes");
        Assert.Equal(1, RunFolder.Open(Run).ReadManifest().EpochsDone);
    }

    [Fact]
    public async Task Reproduce_ElboOfTraining_IsTheRunsOwnNumber()
    {
        var published = """{ "split": "train", "metric": "neg_elbo", "value": 0, "source": "A plot", "uncertainty": 1 }""";
        var document = (await Reproduce(Recipe(published), "--json")).Json();
        Assert.Equal(RunFolder.Open(Run).ReadManifest().Train!.NegElbo, document.GetProperty("ours").GetDouble());
        Assert.Equal("worse", document.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Reproduce_RecipeWithoutFigure_NamesThoseThatHaveOne() =>
        (await Ran.Elbo("reproduce", "collapse", "--out", Run)).AssertFailed(ExitCode.WrongUsage, "collapse has no published figure");

    [Fact]
    public async Task Reproduce_LimitOfZero_IsRefused() =>
        (await Reproduce(Recipe(Nll), "--limit", "0")).AssertFailed(ExitCode.WrongUsage, "limit was 0");

    private Task<Ran> Reproduce(string recipe, params string[] options) =>
        Ran.Elbo(["reproduce", recipe, "--data", folder.At("train-images-idx3-ubyte"), "--out", Run, .. options]);

    private string Recipe(string published)
    {
        var path = folder.At("tiny.json");
        File.WriteAllText(path, $$"""
            { "name": "tiny", "description": "Bars.", "data": "mnist",
              "options": { "hidden": [8], "latents": 2, "batch": 20, "threads": 1, "epochs": 2 }, "published": {{published}} }
            """);
        return path;
    }
}
