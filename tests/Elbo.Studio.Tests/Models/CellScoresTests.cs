using Elbo.Studio.Models;

namespace Elbo.Studio.Tests.Models;

public sealed class CellScoresTests
{
    [Fact]
    public void OddestOf_CellsAboveTheBound_IsTheHighest()
    {
        var cells = new CellScores(3, [0, 5, 3.5f, 2.9f, -4, float.NaN, float.PositiveInfinity, 9, 0]);
        Assert.Equal([1, null, 0], Enumerable.Range(0, 3).Select(cells.OddestOf));
    }
}
