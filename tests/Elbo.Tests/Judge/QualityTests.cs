using System.Reflection;
using System.Text.Json;
using Elbo.Judge;
using Elbo.Tests.Data;

namespace Elbo.Tests.Judge;

/// <summary>Similarity as SDMetrics defines it, against quality.json, which NumPy made.</summary>
public sealed class QualityTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Of_TablesWithNamesNumbersAndGaps_IsSdMetricsQualityReport()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("quality.json")!;
        var golden = JsonDocument.Parse(stream).RootElement;
        var (real, synthetic) = (folder.File("real.csv"), folder.File("synthetic.csv"));
        File.WriteAllText(real, golden.GetProperty("real").GetString());
        File.WriteAllText(synthetic, golden.GetProperty("synthetic").GetString());

        var quality = Quality.Of(JudgedTables.Read(real, synthetic, null), cancellation: TestContext.Current.CancellationToken);

        AssertClose("shapes", quality.Shapes.Select(shape => shape.Score));
        AssertClose("pairs", quality.Pairs.Select(pair => pair.Score));
        Assert.Equal(golden.GetProperty("overall").GetDouble(), quality.Overall, 1e-9);
        Assert.Equal(["KS complement", "KS complement", "TV complement", "TV complement", "KS complement"], quality.Shapes.Select(shape => shape.Metric));

        void AssertClose(string name, IEnumerable<double> ours) => Assert.All(
            golden.GetProperty(name).EnumerateArray().Select(value => value.GetDouble()).Zip(ours), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void KolmogorovSmirnovComplement_OfTies_IsTheFormula()
    {
        // F(1) = ½, G(1) = ¼; F(2) = 1, G(2) = ¾.
        Assert.Equal(0.75, ColumnShapes.KolmogorovSmirnovComplement([1, 1, 2, 2], [1, 2, 2, 3]), 1e-12);
        Assert.Equal(0, ColumnShapes.KolmogorovSmirnovComplement([1, 2], [3, 4]), 1e-12);
        Assert.Equal(1, ColumnShapes.KolmogorovSmirnovComplement([5, 1], [1, double.NaN, 5]), 1e-12);
        Assert.True(double.IsNaN(ColumnShapes.KolmogorovSmirnovComplement([double.NaN], [1])));
    }

    [Fact]
    public void Pearson_OfAConstant_IsNotDefined()
    {
        Assert.Equal(1, PairTrends.Pearson([1, 2, 3], [2, 4, 6]), 1e-12);
        Assert.Equal(-0.5, PairTrends.Pearson([1, 2, 3], [3, 1, 2]), 1e-12);
        Assert.True(double.IsNaN(PairTrends.Pearson([1, 1, 1], [1, 2, 3])));
    }
}
