using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;

namespace Elbo.Tests.Evaluation;

public sealed class ColumnProbeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Of_MixedTable_ProbesEachColumnOverItsCells()
    {
        using var folder = new TempFolder();
        var data = TableDatasets.Of("mixed", MixedTable.Read(folder, 300));
        using var model = TableVae.Of(data);
        var probes = ColumnProbe.Of(model, data.Train, data.Test, Stop);
        Assert.Equal(["length", "price", "visits", "member", "city"], probes.Select(probe => probe.Column));
        foreach (var (place, probe) in probes.Index())
        {
            Assert.Equal(data.Train.Table.Values(place).Count(value => !double.IsNaN(value)), probe.FitRows);
            Assert.Equal(data.Test.Table.Values(place).Count(value => !double.IsNaN(value)), probe.Rows);
            Assert.Equal(probe.Kind.HasNames(), probe.Names is not null);
            Assert.Equal(!probe.Kind.HasNames(), probe.Explained is not null);
        }
        // An untrained encoder keeps some of the one number that all columns depend on.
        Assert.True(probes[0].Explained > 0.1, $"{probes[0].Explained}");
        Assert.True(probes[4].Names!.ProbeAccuracy.Value > probes[4].Names!.MajorityShare);
    }

    [Fact]
    public void Of_OneRow_LeavesOutNumbersWithoutVariance()
    {
        using var folder = new TempFolder();
        var data = TableDatasets.Of("mixed", MixedTable.Read(folder, 300));
        using var model = TableVae.Of(data);
        Assert.All(ColumnProbe.Of(model, data.Train, (TableSet)data.Test.Subset(1, seed: 0), Stop), probe => Assert.NotNull(probe.Names));
    }

    [Fact(Skip = Mutants.LeftOut)]
    public void Explain_LinearFunctionOfTheCodes_IsOneAndOfNoiseAboutNought()
    {
        var random = new Random(1);
        var codes = Codes(random, 400);
        double[] linear = [.. Enumerable.Range(0, 400).Select(i => 3 + 2 * codes.Mu[2 * i] - codes.Mu[2 * i + 1])];
        double[] noise = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())];
        Assert.Equal(1, ColumnProbe.Explain(codes, linear, codes, linear), 1e-4);
        Assert.Equal(0, ColumnProbe.Explain(codes, noise, codes, noise), 0.05);
    }

    private static Codes Codes(Random random, int count) =>
        new(count, 2, [.. Enumerable.Range(0, 2 * count).Select(_ => (float)(random.NextDouble() - 0.5))], []);
}
