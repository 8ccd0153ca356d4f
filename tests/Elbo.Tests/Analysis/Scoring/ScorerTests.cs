using Elbo.Analysis;
using Elbo.Analysis.Scoring;
using Elbo.Compute.Distributed;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Exchange;
using Elbo.Models;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;
using Elbo.Tests.Training;

namespace Elbo.Tests.Analysis.Scoring;

public sealed class ScorerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Score_SquaredError_IsTheDistanceOfTargetAndReconstruction()
    {
        using var model = new TrainedVae(new(Small.Model, seed: 2), Binarization.None);
        var images = Small.Bars(5, 4);
        var reconstructed = model.Reconstruct(images, Stop);
        var expected = Enumerable.Range(0, 5).Select(
            i => Enumerable.Range(0, 30).Sum(p => Math.Pow(images.Image(i)[p] / 255.0 - reconstructed[i * 30 + p], 2)));
        Assert.Equal(expected, Scorer.Score(model, images, new() { Kind = ScoreKind.SquaredError }, cancellation: Stop), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Score_NegElboAndNll_AreThoseOfTheModel()
    {
        using var model = new TrainedVae(new(Small.Model, seed: 2), Binarization.Threshold);
        var images = Small.Bars(5, 4);
        Assert.Equal(model.Score(images, 7, Stop).Select(score => (double)score), Scorer.Score(model, images, new() { Seed = 7 }, cancellation: Stop));
        Assert.Equal(
            model.EstimateNll(images, 20, 7, cancellation: Stop).PerExample,
            Scorer.Score(model, images, new() { Kind = ScoreKind.Nll, Samples = 20, Seed = 7 }, cancellation: Stop));
    }

    [Fact]
    public void Score_OptionsOutOfRange_NamesEveryFault()
    {
        using var model = new TrainedVae(new(Small.Model, seed: 2), Binarization.None);
        var error = Assert.Throws<OptionsException>(
            () => Scorer.Score(model, Small.Bars(1, 1), new() { Kind = (ScoreKind)9, Samples = 0 }, cancellation: Stop));
        Assert.Equal(
            ["the score was 9; it must be one of neg-elbo, nll, squared-error.", "samples was 0; it must be from 1 to 1,000,000. Use --samples 100."],
            error.Faults);
    }

    [Fact]
    public void ScoreWithCells_Rows_TakesOnePassForBoth()
    {
        using var folder = new TempFolder();
        var rows = WideTable.Of(folder, 300).Train;
        using var model = TableVae.Of(WideTable.Of(folder, 300));
        var (scores, cells) = Scorer.ScoreWithCells(model, rows, new() { Seed = 3 }, null, Stop);
        Assert.Equal(model.Score(rows, 3, Stop).Select(score => (double)score), scores);
        // Null would mean that cells take another pass.
        Assert.Equal(ColumnDistortion.PerCell(model, rows, 3, cancellation: Stop), cells!);
        var distortion = model.Distortion(rows, 3, Stop);
        for (var row = 0; row < rows.Count; row++)
            Assert.Equal(distortion[row], Enumerable.Range(0, 4).Sum(i => float.IsNaN(cells![row * 4 + i]) ? 0.0 : cells[row * 4 + i]), 1e-4);
        Assert.Equal(rows.Table.Cells.ToArray().Select(double.IsNaN), cells!.Select(float.IsNaN));
        Assert.Null(Scorer.ScoreWithCells(model, rows, new() { Kind = ScoreKind.Nll, Samples = 2 }, null, Stop).Cells);
    }

    [Fact]
    public void OfPart_RowsOfATable_AreThoseOfTheWhole()
    {
        using var folder = new TempFolder();
        var data = WideTable.Of(folder, 300);
        using var model = TableVae.Of(data);
        var whole = ExampleTerms.Of(model.Model, data.Train, Binarization.None, 5, 0, model.Engine, Communicator.Alone, Stop);
        var part = ExampleTerms.OfPart(data.Train.Slice(77, 150), 77, 5, model.Engine!.Serial, Stop);
        Assert.Equal(whole.Distortion[77..227], part.Distortion);
        Assert.Equal(whole.Rate[77..227], part.Rate);
        Assert.Equal(whole.Cells![(77 * 4)..(227 * 4)], part.Cells);
    }

    [Theory]
    [InlineData(99999)]
    [InlineData(1e300)]
    [InlineData(-1e300)]
    public void Score_RowFarOutside_IsFiniteAndTheHighest(double length)
    {
        using var folder = new TempFolder();
        var data = TableDatasets.Of("mixed", MixedTable.Read(folder, 60));
        using var model = TableVae.Of(data);
        // length, price, visits, member, city: the first row is far outside in numbers of every kind.
        double[] cells = [length, Math.Abs(length), Math.Floor(Math.Abs(length)), 0, 1, 170, 3, 4, 1, 2];
        var rows = new TableSet(new(data.Train.Table.Columns, cells), data.Train.Encoding);
        foreach (var kind in (ScoreKind[])[ScoreKind.NegElbo, ScoreKind.Nll])
        {
            var scores = Scorer.Score(model, rows, new() { Kind = kind, Samples = 20 }, cancellation: Stop);
            Assert.True(double.IsFinite(scores[0]) && scores[0] > 1000 && scores[0] > scores[1], $"{scores[0]}, {scores[1]}");
        }
        Assert.All(ColumnDistortion.PerCell(model, rows, cancellation: Stop), nats => Assert.True(float.IsFinite(nats)));
        var codes = model.Encode(rows, Stop);
        Assert.All(codes.Mu.Concat(codes.LogVar).Concat(codes.Sample(3)), value => Assert.True(float.IsFinite(value)));
        Assert.All(RowDecoding.Reconstruct(model, rows, Stop).Cells.ToArray(), cell => Assert.True(double.IsFinite(cell)));
    }

    [Fact]
    public void Score_RowWithAnUnknownCell_IsInfinite()
    {
        using var folder = new TempFolder();
        var data = TableDatasets.Of("mixed", MixedTable.Read(folder, 60));
        using var model = TableVae.Of(data);
        var path = folder.Write("new.csv", "length,price,visits,member,city\n170,3,4,yes,Bern\n170,3,4,yes,Paris\n"u8.ToArray());
        var scores = Scorer.Score(model, TableFile.ReadRows(path, data.Train.Encoding, unknown: UnknownCells.Anomaly), cancellation: Stop);
        Assert.True(double.IsFinite(scores[0]));
        Assert.Equal(double.PositiveInfinity, scores[1]);
    }

    [Fact]
    public void Score_Rows_HasNoSquaredError()
    {
        using var folder = new TempFolder();
        var data = TableDatasets.Of("mixed", MixedTable.Read(folder, 60));
        using var model = TableVae.Of(data);
        Assert.Equal(model.Score(data.Test, 3, Stop).Select(score => (double)score), Scorer.Score(model, data.Test, new() { Seed = 3 }, cancellation: Stop));
        Assert.Contains(
            "no common unit",
            Assert.Throws<OptionsException>(() => Scorer.Score(model, data.Test, new() { Kind = ScoreKind.SquaredError }, cancellation: Stop)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 1.0, 2, 3 }, new[] { 3.0, 1, 2 }, 0)]
    [InlineData(new[] { 1.0, 2 }, new[] { 3.0, 4 }, 1)]
    [InlineData(new[] { 1.0, 2, 3, 4 }, new[] { 2.0, 4 }, 0.25)] // F is ¼ and G 0 from 1 to 2
    [InlineData(new[] { 1.0, 1, 1, 2 }, new[] { 1.0, 2, 2, double.PositiveInfinity }, 0.5)] // ties: ¾ and ¼ at 1
    public void Distance_TwoSamples_IsTheGreatestBetweenTheirDistributionFunctions(double[] first, double[] second, double expected)
    {
        Assert.Equal(expected, Scorer.Distance(first, second), 12);
        Assert.Equal(expected, Scorer.Distance(second, first), 12);
    }

    [Theory]
    [InlineData(new double[0], new[] { 1.0 })]
    [InlineData(new[] { 1.0 }, new[] { double.NaN })]
    public void Distance_NothingToCompare_Throws(double[] first, double[] second) =>
        Assert.Throws<ArgumentException>(() => Scorer.Distance(first, second));
}
