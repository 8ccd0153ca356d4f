using Elbo.Cli.Examples;

namespace Elbo.Cli.Tests.Examples;

public sealed class PictureNamesTests
{
    [Fact]
    public void Of_NoNames_AreNumbers() => Assert.Equal(["000000", "000001"], PictureNames.Of(null, 2));

    [Fact]
    public void Of_Names_LoseTheirEndingWhereTheyStayDifferent() =>
        Assert.Equal(["a/x", "a/y.JPG", "a/Y.png", "b.c"], PictureNames.Of(["a/x.png", "a/y.JPG", "a/Y.png", "b.c.bmp"], 4));

    [Fact]
    public void Of_NamesThatLeaveTheFolder_StayInIt() =>
        Assert.Equal(["etc/x", "c-/y", "z-1"], PictureNames.Of(["../../etc/x.png", "c:/y.png", "/z*1.png"], 3));

    [Fact]
    public void Of_EqualNames_GetNumbers() => Assert.Equal(["x.png", "x.png-000001"], PictureNames.Of(["x.png", "x.png"], 2));
}
