using Elbo.Models;
using Elbo.Studio.Models;

namespace Elbo.Studio.Tests.Models;

public sealed class UmapViewTests
{
    // Ten codes along an axis; their places on a parabola.
    private static readonly Codes OnALine = new(10, 1, [.. Enumerable.Range(0, 10).Select(i => (float)i)], new float[10]);

    private readonly UmapView view = new(OnALine, new([.. Enumerable.Range(0, 9)], [.. Enumerable.Range(0, 9).SelectMany(i => new float[] { i, i * i })]));

    [Fact]
    public void PointOf_AnExample_IsItsPlaceAndWithoutOneNotANumber()
    {
        Assert.Equal((3.0, 9.0), view.PointOf(3));
        Assert.Equal((double.NaN, double.NaN), view.PointOf(9));
    }

    [Fact]
    public void Project_ACode_IsItsExamplesPlaceOrBetweenTheNearest()
    {
        var (x, y) = view.Project([4]);
        Assert.Equal((4.0, 16.0), (Math.Round(x, 6), Math.Round(y, 6)));
        (x, y) = view.Project([4.5f]);
        Assert.InRange(x, 4, 5);
        Assert.InRange(y, 16, 26);
    }

    [Fact]
    public void Lift_APlace_HasNoCodeAndNoEllipse()
    {
        Assert.Null(view.Lift(1, 1));
        Assert.Null(view.Ellipse(1));
        Assert.Null(view.Center);
    }
}
