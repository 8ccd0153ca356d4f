using Elbo.Analysis;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Exchange;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;
using Elbo.Tests.Reports.Figures;
using Elbo.Tests.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Analysis;

[Collection(TorchCollection.Name)]
public sealed class RowDecodingTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Dataset<TableSet> data;
    private readonly TrainedVae vae;

    public RowDecodingTests()
    {
        data = TableDatasets.Of("mixed", MixedTable.Read(folder, 600));
        vae = TableVae.Of(data);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        vae.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void DecodeRows_MeansOfCodes_AreTheReconstructions()
    {
        var rows = data.Train; // more than one batch
        var decoded = vae.DecodeRows(vae.Encode(rows, Cancellation).Mu, Cancellation);
        Assert.Equal(vae.Reconstruct(rows, Cancellation).Fingerprint(), decoded.Fingerprint());
        Assert.Equal(rows.Table.Columns, decoded.Columns);
        Assert.DoesNotContain(double.NaN, decoded.Cells.ToArray());
        Assert.Throws<ArgumentException>(() => vae.DecodeRows(new float[3], Cancellation));
        Assert.Equal(0, vae.DecodeRows([], Cancellation).Count);
    }

    [Fact]
    public void DrawRows_ManyOfOneCode_HaveItsMeanAndSpread()
    {
        const int Draws = 4000;
        float[] z = [0.5f, -1];
        var drawn = vae.DrawRows([.. Enumerable.Range(0, Draws).SelectMany(_ => z)], seed: 3, Cancellation);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var likelihood = (TableLikelihood)vae.Options.Likelihood;
        var parameters = vae.Model.Decode(tensor(z).reshape(1, 2));
        var (mean, spread) = (likelihood.Mean(parameters).data<float>().ToArray(), likelihood.Spread(parameters).data<float>().ToArray());

        // Real: standardized mean and deviation.
        double[] lengths = [.. drawn.Values(0).Select(data.Train.Encoding.Columns[0].Standardize)];
        Assert.Equal(mean[0], lengths.Average(), 0.04);
        Assert.Equal(spread[0], Math.Sqrt(lengths.Average(value => Math.Pow(value - lengths.Average(), 2))), 0.03);
        // Count.
        var visits = drawn.Values(2);
        Assert.Equal(1, visits.Average() / mean[2], 0.06);
        Assert.Equal(1, Math.Sqrt(visits.Average(value => Math.Pow(value - visits.Average(), 2))) / spread[2], 0.1);
        // Categorical: the share of the likeliest category.
        Assert.Equal(spread[4], drawn.Values(4).Count(city => city == mean[4]) / (double)Draws, 0.03);
        Assert.Equal(spread[3], drawn.Values(3).Count(member => member == Math.Round(mean[3])) / (double)Draws, 0.03);
        Assert.All(drawn.Values(1), price => Assert.True(price > 0));
    }

    [Fact]
    public void SampleRows_Seed_DecidesThem()
    {
        var rows = vae.SampleRows(20, seed: 5, Cancellation);
        Assert.Equal(rows.Fingerprint(), vae.SampleRows(20, seed: 5, Cancellation).Fingerprint());
        Assert.NotEqual(rows.Fingerprint(), vae.SampleRows(20, seed: 6, Cancellation).Fingerprint());
    }

    [Fact]
    public void ColumnDistortion_OfCells_AddsUpToTheDistortion()
    {
        var cells = ColumnDistortion.PerCell(vae, data.Test, seed: 2, round: 1, Cancellation);
        Assert.Equal(data.Test.Table.Cells.ToArray().Select(double.IsNaN), cells.Select(float.IsNaN));
        var whole = vae.Evaluate(data.Test, seed: 2, round: 1, Cancellation);
        Assert.Equal(whole.Distortion, cells.Where(cell => !float.IsNaN(cell)).Sum(cell => (double)cell) / data.Test.Count, 1e-4);
        var columns = ColumnDistortion.Of(vae, data.Test, seed: 2, round: 1, Cancellation);
        Assert.Equal(whole.Distortion, columns.Sum(column => column.Nats.Value * column.Cells) / data.Test.Count, 1e-4);
        Assert.Equal(["length", "price", "visits", "member", "city"], columns.Select(column => column.Column));
    }
}
