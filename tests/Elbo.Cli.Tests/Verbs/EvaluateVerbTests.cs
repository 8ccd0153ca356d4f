using System.Text.Json;

namespace Elbo.Cli.Tests.Verbs;

public sealed class EvaluateVerbTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Evaluate_Plain_LeavesTheCostlyPartsOutAndSaysHowToGetThem()
    {
        var run = await TinyData.TrainRun(folder);
        var document = (await Ran.Elbo("evaluate", run, "--json")).Json();
        foreach (var part in new[] { "nll", "ais", "rate_split", "codes" })
            Assert.Equal(JsonValueKind.Null, document.GetProperty(part).ValueKind);
        Assert.True(document.GetProperty("reconstruction").GetProperty("mse").GetProperty("mean").GetDouble() > 0);
        // A window of 11×11 does not fit into 6×5 pixels.
        Assert.Equal(JsonValueKind.Null, document.GetProperty("reconstruction").GetProperty("ssim").ValueKind);
        var screen = (await Ran.Elbo("evaluate", run)).Out;
        Assert.Contains("--nll 5000", screen, StringComparison.Ordinal);
        Assert.Contains("--full", screen, StringComparison.Ordinal);
        Assert.Contains("larger than the images", screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_Everything_IsOneDocumentThatAddsUp()
    {
        var run = await TinyData.TrainRun(folder);
        var document = (await Ran.Elbo(
            "evaluate", run, "--json", "--full", "--nll", "50", "--estimator", "ais", "--chains", "4", "--temperatures", "20", "--limit", "12")).Json();
        Assert.Equal((12, 20), (document.GetProperty("examples").GetInt32(), document.GetProperty("split_examples").GetInt32()));
        var (nll, ais) = (document.GetProperty("nll"), document.GetProperty("ais"));
        Assert.Equal((12, 50), (nll.GetProperty("examples").GetInt32(), nll.GetProperty("samples").GetInt32()));
        Assert.Equal((12, 4, 20), (ais.GetProperty("examples").GetInt32(), ais.GetProperty("chains").GetInt32(), ais.GetProperty("temperatures").GetInt32()));
        Assert.Equal(Number(nll, "nll") - Number(ais, "nll"), Mean(ais, "excess_of_importance_sampling"), 1e-9);
        Assert.True(Number(nll, "nll") < Number(document, "neg_elbo"));
        Assert.InRange(Number(nll.GetProperty("effective_sample_size"), "median"), 1, 50);
        var split = document.GetProperty("rate_split");
        Assert.Equal(Mean(split, "rate"), Mean(split, "mutual_information") + Mean(split, "total_correlation") + Mean(split, "dimensionwise_kl"), 1e-6);
        Assert.InRange(Mean(split, "mutual_information"), 0, Math.Log(12));
        Assert.InRange(Mean(document.GetProperty("codes"), "knn_accuracy"), 0, 1);
    }

    [Fact]
    public async Task Evaluate_AnnealingAlone_IsShownBesideImportanceSampling()
    {
        var run = await TinyData.TrainRun(folder);
        using var output = new StringWriter();
        string[] args = ["evaluate", run, "--full", "--estimator", "ais", "--chains", "2", "--temperatures", "5", "--limit", "5"];
        Assert.Equal(
            ExitCode.Done, await App.RunAsync(args, new(output, TextWriter.Null, IsInteractive: false, Width: 80), TestContext.Current.CancellationToken));
        var screen = output.ToString();
        Assert.Contains("5 of 20 images, drawn at random with seed 0", screen.ReplaceLineEndings(" "), StringComparison.Ordinal);
        foreach (var part in new[] { "NLL(1,000)", "NLL by annealing", "NLL(1,000) − annealed", "I(x; z)", "linear probe" })
            Assert.Contains(part, screen, StringComparison.Ordinal);
        Assert.All(screen.Split('\n').Where(line => !line.Contains(Path.DirectorySeparatorChar)), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
    }

    [Theory]
    [InlineData("--limit was 0; it must be at least 1", "--limit", "0")]
    [InlineData("--nll was 0; it must be from 1", "--nll", "0")]
    [InlineData("Add --estimator ais", "--chains", "4")]
    [InlineData("temperatures was 0; it must be from 1", "--estimator", "ais", "--temperatures", "0")]
    public async Task Evaluate_WrongNumber_IsWrongUsage(string message, params string[] options) =>
        (await Ran.Elbo(["evaluate", await TinyData.TrainRun(folder), .. options])).AssertFailed(ExitCode.WrongUsage, message);

    [Fact]
    public async Task Evaluate_TrainSplit_HasNoScoresOfTheCodesAndSaysWhy()
    {
        var run = await TinyData.TrainRun(folder);
        Assert.Contains("fitted on the train split", (await Ran.Elbo("evaluate", run, "--full", "--split", "train")).Out, StringComparison.Ordinal);
    }

    private static double Number(JsonElement element, string key) => element.GetProperty(key).GetDouble();

    private static double Mean(JsonElement element, string key) => Number(element.GetProperty(key), "mean");
}
