using CsCheck;
using Elbo.Analysis.Exploration;
using Elbo.Models;

namespace Elbo.Tests.Analysis.Exploration;

public sealed class NearestCodesTests
{
    private static Codes At(params float[] mu) => new(mu.Length / 2, 2, mu, new float[mu.Length]);

    [Fact]
    public void Of_KnownPlaces_AreInOrderOfTheirDistance() => Assert.Equal(
        [(2, 0.0), (0, 5.0)],
        NearestCodes.Of(At(3, 4, 6, 8, 0, 0), [0, 0], 2));

    [Fact]
    public void Of_AnExamplesOwnCode_LeavesItOut() => Assert.Equal(
        [(0, 5.0), (1, 10.0)],
        NearestCodes.Of(At(3, 4, 6, 8, 0, 0), [0, 0], 3, except: 2));

    [Fact]
    public void Of_EquallyNear_TheLowerIndexIsFirst() =>
        Assert.Equal([1, 2, 3, 0], NearestCodes.Of(At(2, 0, 1, 0, 0, 1, -1, 0), [0, 0], 9).Select(near => near.Example));

    [Fact]
    public void Of_AnyCodes_AreThoseOfAFullSort() =>
        Gen.Float[-3, 3].Array[2, 60].Where(mu => mu.Length % 2 == 0).Select(Gen.Int[1, 12]).Sample((mu, count) =>
        {
            var near = NearestCodes.Of(At(mu), [0.5f, -0.5f], count);
            var all = mu.Chunk(2).Select(code => double.Hypot(code[0] - 0.5, code[1] + 0.5)).Order().Take(count);
            Assert.Equal(all.Select(distance => Math.Round(distance, 9)), near.Select(code => Math.Round(code.Distance, 9)));
        });

    [Fact]
    public void Of_AnotherLengthOrNone_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => NearestCodes.Of(At(1, 2), [1], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NearestCodes.Of(At(1, 2), [1, 2], 0));
    }
}
