using System.Net;
using Elbo.Studio.Safety;

namespace Elbo.Studio.Tests.Safety;

public sealed class TokenCheckTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    [Fact]
    public async Task Address_OnLoopback_HasNoToken()
    {
        await using var studio = await StudioClient.StartAsync();
        Assert.Equal("", studio.Address.Query);
        Assert.True(studio.Address.IsLoopback);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?token=wrong")]
    [InlineData("/runs/a")]
    [InlineData("/files/figure?run=a&file=samples.png")]
    [InlineData("/_content/Elbo.Studio/appearance.js")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/_blazor")]
    public async Task Get_SharedWithoutToken_IsRefused(string path)
    {
        var studio = shared.Client;
        using var answer = await studio.SendAsync(path);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain(Token(studio), await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_SharedWithToken_KeepsItAsCookieAndLosesItFromTheAddress()
    {
        var studio = shared.Client;
        using var first = await studio.SendAsync($"/?token={Token(studio)}");
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal("/", first.Headers.Location!.OriginalString);
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);

        Assert.Equal(HttpStatusCode.OK, await studio.StatusAsync("/", ("Cookie", cookie.Split(';')[0])));
        Assert.Equal(HttpStatusCode.Unauthorized, await studio.StatusAsync("/", ("Cookie", "elbo-studio-token=wrong")));
    }

    [Fact]
    public async Task Get_SharedWithTokenAndForeignOrigin_IsRefused()
    {
        var studio = shared.Client;
        Assert.Equal(HttpStatusCode.Forbidden,
            await studio.StatusAsync("/", ("Cookie", $"elbo-studio-token={Token(studio)}"), ("Origin", "http://evil.example")));
    }

    [Fact]
    public void Token_IsLongAndNewEachTime()
    {
        Assert.Equal(43, Token(shared.Client).Length);
        Assert.NotEqual(AccessToken.Draw(), AccessToken.Draw());
    }

    private static string Token(StudioClient studio) => studio.Address.Query["?token=".Length..];
}
