using Elbo.Analysis.Comparison;
using Elbo.Analysis.Scoring;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Tests.Analysis.Comparison;

public sealed class RunComparisonTests
{
    [Fact]
    public void Of_OneProtocol_IsOneGroupWithTheLowestAsBest()
    {
        var comparison = RunComparison.Of([Run("a", 90), Run("b", 88), Run("c", double.NaN)]);
        Assert.Null(comparison.Reason);
        Assert.Equal("b", Assert.Single(comparison.Groups).Best!.Path);
    }

    [Fact]
    public void Excess_ExamplesKept_IsThatOfTheDifferences()
    {
        var (a, b, c) = (Run("a", 90) with { TestNegElbo = [80, 100, 90] }, Run("b", 88) with { TestNegElbo = [78, 99, 87] }, Run("c", 89));
        var group = RunComparison.Of([a, b, c]).Groups[0];
        Assert.Null(group.Excess(b));
        Assert.Equal(2, group.Excess(a)!.Value.Value, 1e-12);
        Assert.Equal(1 / Math.Sqrt(3), group.Excess(a)!.Value.StandardError, 1e-12);
        Assert.Equal((1, 0.3 * Math.Sqrt(2)), (group.Excess(c)!.Value.Value, group.Excess(c)!.Value.StandardError));
    }

    private static readonly Dictionary<string, ComparedRun> Others = new()
    {
        ["binarization"] = Run("b", 1, training: new() { Binarization = Binarization.Dynamic }),
        ["likelihood"] = Run("b", 1, model: new() { Likelihood = new Gaussian() }),
        ["test data"] = Run("b", 1, testFingerprint: "other"),
        ["condition"] = Given("label"),
        ["test data and condition"] = Given("label", "fashion-mnist"),
    };

    public static TheoryData<string> Aspects => [.. Others.Keys];

    [Theory]
    [MemberData(nameof(Aspects))]
    public void Of_AnotherProtocol_IsNotRankedAndNamesTheAspect(string aspect)
    {
        var comparison = RunComparison.Of([Run("a", 90), Others[aspect]]);
        Assert.Equal(2, comparison.Groups.Count);
        Assert.All(comparison.Groups, group => Assert.Null(group.Best));
        Assert.Contains($"differ in {aspect}:", comparison.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_GaussiansOfTwoSigmas_AreRanked()
    {
        ComparedRun Sigma(string path, double sigma, double negElbo) =>
            Run(path, negElbo, new() { Likelihood = new Gaussian(sigma) }, new() { Binarization = Binarization.None });
        var comparison = RunComparison.Of([Sigma("a", 0.1, -700), Sigma("b", 0.2, -500)]);
        Assert.Equal("a", Assert.Single(comparison.Groups).Best!.Path);
        Assert.Equal("sigma 0.1", comparison.Describe(comparison.Groups[0].Runs[0]));
    }

    [Fact]
    public void Differences_OfRuns_AreOnlyWhatDiffersUnderTheNamesOfTheCommandLine()
    {
        var comparison = RunComparison.Of(
        [
            Run("a", 90, new() { Hidden = [400, 200], DecoderHidden = [512] }, new() { LearningRate = 0.01 }),
            Run("b", 91, new() { Hidden = [400, 100], DecoderHidden = [512] }, new() { Seed = 4, Reduction = Reduction.Mean }),
        ]);
        Assert.Equal(
            ["hidden 400,200, lr 0.01, reduction sum, seed 0", "hidden 400,100, lr 0.001, reduction mean, seed 4"],
            comparison.Groups[0].Runs.Select(comparison.Describe));
    }

    [Fact]
    public void Name_OfRuns_IsTheFolderUnlessTwoShareIt()
    {
        var comparison = RunComparison.Of([Run("x/a", 1), Run("y/a", 2), Run("y/b/", 3)]);
        Assert.Equal(["x/a", "y/a", "b"], comparison.Groups[0].Runs.Select(comparison.Name));
    }

    [Fact]
    public void Of_OneRunTwice_IsRefused() =>
        Assert.Contains(
            "1 run was named", Assert.Throws<OptionsException>(() => RunComparison.Of([Run("a", 1), Run("./a", 1)])).Message, StringComparison.Ordinal);

    /// <summary>Under a condition, which changes the fingerprint.</summary>
    private static ComparedRun Given(string column, string data = "mnist")
    {
        var run = Run("b", 1, testFingerprint: $"test with {column}");
        return run with
        {
            Manifest = run.Manifest with
            {
                Condition = new([new(column, ColumnKind.Categorical, ["0", "1"], 0, 1, HasMissing: false)]),
                Data = run.Manifest.Data with { Name = data },
            },
        };
    }

    internal static ComparedRun Run(
        string path, double negElbo, VaeOptions? model = null, TrainingOptions? training = null, string testFingerprint = "test") => new(
        path,
        new()
        {
            Format = RunManifest.CurrentFormat,
            Status = RunStatus.Finished,
            Started = DateTimeOffset.UnixEpoch,
            Data = new("mnist", 60_000, 0, 10_000, "train", testFingerprint),
            Model = model ?? new(),
            Training = training ?? new(),
            Machine = new("os", "cpu", 2, 1, 2, "0", "0", "0", "0"),
            Test = new(negElbo, negElbo - 20, 20, 0.3, 19),
        },
        [
            .. Enumerable.Range(1, 5).Select(
                epoch => new MetricsRow { Epoch = epoch, Step = epoch, Split = "test", NegElbo = negElbo + 10 - epoch, Distortion = 0, Rate = 0 }),
        ]);
}
