using Elbo.Files;

namespace Elbo.Tests.Files;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("latent", "latents")]
    [InlineData("LATENTS", "latents")]
    [InlineData("latensts", "latents")]
    [InlineData("ltnts", "latents")]      // two edits are always allowed
    [InlineData("ltns", null)]            // three
    [InlineData("xbcdefgxx", "abcdefghi")] // three of nine letters
    [InlineData("xbcdexgxx", null)]       // four
    [InlineData("defghi", "abcdefghi")]
    [InlineData("abcdefghixyz", "abcdefghi")]
    [InlineData("xy", null)]              // as many edits as letters
    [InlineData("xr", "lr")]
    [InlineData("lrrrrrrrrr", null)]
    [InlineData("", null)]
    public void Find_OfAMistypedName_IsTheNearestWithinAThirdOfItsLetters(string given, string? expected) =>
        Assert.Equal(expected, NearestName.Find(given, ["lr", "latents", "abcdefghi"]));

    [Fact]
    public void Find_SeveralAreNear_IsTheNearest()
    {
        Assert.Equal("sigmas", NearestName.Find("sigmass", ["sigma", "sigmas"]));
        Assert.Equal("beta", NearestName.Find("bet", ["beta", "best"]));
        Assert.Null(NearestName.Find("beta", []));
    }
}
