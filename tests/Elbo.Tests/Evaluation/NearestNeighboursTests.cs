using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Tests.Training;

namespace Elbo.Tests.Evaluation;

[Collection(TorchCollection.Name)]
public sealed class NearestNeighboursTests
{
    private static readonly byte[] Labels = [1, 2, 2, 3, 3];

    [Theory]
    [InlineData(0.4f, 1, 1)]
    [InlineData(0.4f, 3, 2)] // 1, 2, 2
    [InlineData(5.9f, 2, 2)] // 2 and 3: the nearest
    [InlineData(6.1f, 2, 3)]
    [InlineData(5.9f, 4, 2)] // 2, 3, 2, 3
    [InlineData(6.1f, 4, 3)]
    [InlineData(6.1f, 5, 3)] // 3, 2, 3, 2, 1
    public void Classify_PointsOnALine_TakesTheCommonestAmongTheNearest(float place, int k, byte label)
    {
        var fit = Line(0, 1, 2, 10, 11);
        Assert.Equal([label, 3], NearestNeighbours.Classify(fit, Labels, Line(place, 20), k, TestContext.Current.CancellationToken));
        Assert.ThrowsAny<OperationCanceledException>(() => NearestNeighbours.Classify(fit, Labels, Line(place), k, new(canceled: true)));
    }

    private static Codes Line(params float[] places) => new(places.Length, 1, places, new float[places.Length]);
}
