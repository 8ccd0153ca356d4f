using Elbo.Compute.Distributed;
using Elbo.Compute.Simd;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Models.Managed;
using Elbo.Models.Priors;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;
using Elbo.Tests.Training;

namespace Elbo.Tests.Evaluation;

public sealed class ExampleTermsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<PriorOptions> Priors => [new StandardNormalOptions(), new MixtureOptions(Components: 3)];

    [Theory]
    [MemberData(nameof(Priors))]
    public void Of_LibtorchInThreeBatches_AgreesWithTheEngine(PriorOptions prior)
    {
        using var model = new Vae(Small.Model with { Prior = prior }, seed: 1);
        var images = Small.Bars(1203, 5);
        var engine = ManagedInference.For(model, VectorWidth.Lanes);
        var (one, other) = (Of(model, images, engine), Of(model, images, null));
        Close(other.Mu, one.Mu, 1e-5);
        Close(other.Distortion, one.Distortion, 1e-4);
        Assert.Equal(other.Rate, one.Rate, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal((prior is MixtureOptions, prior is MixtureOptions), (one.RatePerDimension is null, other.RatePerDimension is null));
        if (one.RatePerDimension is { } rates)
        {
            Close(other.RatePerDimension!, rates, 1e-5);
            Assert.Equal(rates.Sum(nats => (double)nats), one.Rate.Sum(), 1e-9);
        }
        Assert.Null(one.Classes);
        Assert.Null(one.Cells);
        // Another round draws other z, but encodes the same.
        var next = ExampleTerms.Of(model, images, Binarization.Threshold, 3, 2, engine, Communicator.Alone, Token);
        Assert.Equal(one.Mu, next.Mu);
        Assert.NotEqual(one.Distortion, next.Distortion);
    }

    [Fact]
    public void OfPart_RowsFromTheMiddle_AreThoseOfTheWhole()
    {
        using var folder = new TempFolder();
        var data = TableDatasets.Of("mixed", MixedTable.Read(folder, 200));
        using var vae = TableVae.Of(data);
        var engine = ManagedInference.For(vae.Model, VectorWidth.Lanes);
        var whole = ExampleTerms.Of(vae.Model, data.Train, Binarization.None, 3, 0, engine, Communicator.Alone, Token);
        var part = ExampleTerms.OfPart(data.Train.Select([.. Enumerable.Range(40, 30)]), 40, 3, engine, Token);
        Assert.Equal(whole.Distortion[40..70], part.Distortion);
        Assert.Equal(whole.Rate[40..70], part.Rate);
        Assert.Equal(whole.Cells![(40 * 5)..(70 * 5)], part.Cells);
        var torch = ExampleTerms.Of(vae.Model, data.Train, Binarization.None, 3, 0, null, Communicator.Alone, Token);
        Assert.Null(torch.Cells);
        Close(torch.Distortion, whole.Distortion, 1e-4);
    }

    [Fact]
    public void Of_CancelledBefore_Stops()
    {
        using var model = new Vae(Small.Model, seed: 1);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            ExampleTerms.Of(model, Small.Bars(3, 1), Binarization.None, 0, 0, null, Communicator.Alone, new(canceled: true)));
    }

    [Fact]
    public void Mean_SeveralDraws_AveragesDistortionAndRate()
    {
        var one = new ExampleTerms([1, 2], [10, 20], [1, 2], [0.5f, 0.5f]);
        var mean = ExampleTerms.Mean([one, one with { Distortion = [13, 26], Rate = [4, 8] }, one with { Distortion = [10, 20], Rate = [1, 2] }]);
        Assert.Equal([11f, 22], mean.Distortion);
        Assert.Equal([2.0, 4], mean.Rate);
        Assert.Equal(one.Mu, mean.Mu);
        Assert.Same(one, ExampleTerms.Mean([one]));
        Assert.Equal([19f, 38], mean.Objective(beta: 4));
        Assert.True(mean.AreFinite);
        Assert.False((mean with { Rate = [1, double.NaN] }).AreFinite);
        Assert.False((mean with { Distortion = [1, float.PositiveInfinity] }).AreFinite);
    }

    [Fact]
    public void Accuracy_OfKnownLabels_IsTheShareThatIsFound()
    {
        var terms = new ExampleTerms([], [], [], null, [0, 1, 2, 1]);
        Assert.Equal(2 / 3.0, terms.Accuracy([0, 1, -1, 0]));
        Assert.Equal(1, terms.Accuracy([0, -1, -1, -1]));
        Assert.Null(terms.Accuracy([-1, -1, -1, -1]));
        Assert.Null(terms.Accuracy(null));
        Assert.Null((terms with { Classes = null }).Accuracy([0, 1, 2, 1]));
    }

    private static ExampleTerms Of(Vae model, ImageSet images, ManagedInference? engine) =>
        ExampleTerms.Of(model, images, Binarization.Threshold, 3, 1, engine, Communicator.Alone, Token);

    private static void Close(float[] expected, float[] actual, double tolerance) => Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < tolerance);
}
