using Elbo.Objectives;
using Elbo.Runs;
using Elbo.Studio.Runs;

namespace Elbo.Studio.Tests.Runs;

public sealed class ReductionPairTests
{
    private static readonly RunManifest Sum = TinyRun.Manifest;
    private static readonly RunManifest Mean = Sum with { Training = Sum.Training with { Reduction = Reduction.Mean } };
    private static readonly string[] Data = ["mnist", "fashion-mnist"];

    [Fact]
    public void Find_Several_TakesThePairThatDiffersLeast()
    {
        var pair = Find(("a", Sum with { Model = Sum.Model with { Latents = 9 }, Started = Sum.Started.AddDays(1) }), ("b", Sum), ("c", Mean));
        Assert.Equal(("b", "c"), (pair.Sum?.Name, pair.Mean?.Name));
    }

    [Fact]
    public void Find_EquallyAlike_TakesTheNewest()
    {
        var pair = Find(("a", Sum), ("b", Sum with { Started = Sum.Started.AddDays(1) }), ("c", Mean));
        Assert.Equal("b", pair.Sum?.Name);
    }

    [Fact]
    public void Find_OtherDataOrObjective_IsNoPair()
    {
        var pair = Find(
            ("a", Sum with { Data = Sum.Data with { TestFingerprint = "other" } }), ("b", Sum with { Training = Sum.Training with { Beta = 4 } }),
            ("c", Sum with { Training = Sum.Training with { Objective = new Iwae(5) } }), ("d", Sum with { Status = RunStatus.Running }),
            ("e", Mean with { Started = Sum.Started.AddDays(1) }));
        Assert.Equal((null, "e"), (pair.Sum?.Name, pair.Mean?.Name));
    }

    [Fact]
    public void Order_OneIsThere_TrainsTheOtherOnItsData()
    {
        var pair = Find(("a", Sum with { Data = Sum.Data with { Name = "fashion-mnist" } }));
        Assert.Null(pair.Mean);
        Assert.Equal(["fashion-mnist", "--recipe=collapse", "--out=x/collapse"], pair.Order(Reduction.Mean, "x").Words("x"));
    }

    [Fact]
    public void Order_DataThatIsNoKnownSet_TrainsBothOnMnist()
    {
        var pair = Find(("a", Sum with { Data = Sum.Data with { Name = "/somewhere/images" } }));
        Assert.Null(pair.Sum);
        Assert.Equal(["--recipe=collapse", "--reduction=sum", "--out=x/collapse-sum"], pair.Order(Reduction.Sum, "x").Words("x"));
    }

    private static ReductionPair Find(params (string Name, RunManifest Manifest)[] runs)
    {
        using var folder = new TempFolder();
        foreach (var (name, manifest) in runs)
            TinyRun.Write(folder.At(name), manifest);
        return ReductionPair.Find(new RunScan(folder.Path).Find(), Data);
    }
}
