using Elbo.Analysis;
using Elbo.Analysis.Imputation;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;
using Elbo.Tests.Training;

namespace Elbo.Tests.Analysis;

/// <summary>Rows whose condition alternates, compared with the same rows under one condition for all: each row must follow its own.</summary>
[Collection(TorchCollection.Name)]
public sealed class ConditionalRowsTests : IDisposable
{
    private const int Count = 700; // more than one batch

    private readonly TempFolder folder = new();
    private readonly Table table;
    private readonly TableEncoding encoding;
    private readonly TrainedVae vae;

    public ConditionalRowsTests()
    {
        table = MixedTable.Read(folder, Count);
        encoding = TableEncoding.Of(table);
        var options = new VaeOptions
        {
            Shape = new(1, 1, encoding.Inputs),
            Likelihood = TableLikelihood.Of(encoding),
            Hidden = [8],
            DecoderHidden = [8],
            Latents = 2,
            ConditionWidth = 2,
        };
        vae = new(new Vae(options, seed: 4), Binarization.None, encoding);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        vae.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Reconstruct_Rows_UsesTheConditionOfEach() => FollowsEach(rows => vae.Reconstruct(rows, Cancellation));

    [Fact]
    public void ReconstructWithSpread_Rows_UsesTheConditionOfEach()
    {
        var (none, all) = (Spread(_ => 0), Spread(_ => 1));
        Assert.NotEqual(none, all);
        Assert.Equal(none.Select((value, i) => i / table.Columns.Count % 2 == 0 ? value : all[i]), Spread(i => i % 2));

        float[] Spread(Func<int, long> label) => RowDecoding.ReconstructWithSpread(vae, Rows(label), Cancellation).Spread;
    }

    [Theory]
    [InlineData(ImputationMethod.Miwae)]
    [InlineData(ImputationMethod.Gibbs)]
    public void Imputer_Rows_UsesTheConditionOfEach(ImputationMethod method)
    {
        var options = new ImputationOptions { Method = method, Samples = 6 };
        FollowsEach(rows => Imputer.Mean(vae, rows, options, cancellation: Cancellation));
        FollowsEach(rows => Imputer.Draw(vae, rows, draw: 1, options, cancellation: Cancellation));
    }

    [Fact]
    public void Concat_SetsOfImages_KeepsConditionsIfEachSetHasThem()
    {
        var (first, second) = (Small.Bars(2, 1).With(Conditions.OneHot([1, 0], 3)), Small.Bars(1, 2).With(Conditions.OneHot([2], 3)));
        var joined = ImageSet.Concat([first, second]).Conditions!;
        Assert.Equal((3, 3), (joined.Count, joined.Width));
        Assert.Equal([0, 1, 0, 1, 0, 0, 0, 0, 1], joined.Values);
        Assert.Equal([1, 0, 2], joined.Labels!);
        Assert.Null(ImageSet.Concat([first, Small.Bars(1, 2)]).Conditions);
        Assert.Null(ImageSet.Concat([first, Small.Bars(1, 2).With(Conditions.OneHot([0], 2))]).Conditions);
    }

    private TableSet Rows(Func<int, long> label) =>
        new(table, encoding) { Conditions = Conditions.OneHot([.. Enumerable.Range(0, Count).Select(label)], 2) };

    private void FollowsEach(Func<TableSet, Table> use)
    {
        var (none, all, turns) = (use(Rows(_ => 0)), use(Rows(_ => 1)), use(Rows(i => i % 2)));
        Assert.NotEqual(none.Cells.ToArray(), all.Cells.ToArray());
        for (var row = 0; row < Count; row++)
            Assert.Equal((row % 2 == 0 ? none : all).Row(row).ToArray(), turns.Row(row).ToArray());
    }
}
