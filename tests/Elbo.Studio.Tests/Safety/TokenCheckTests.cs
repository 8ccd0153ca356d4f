using System.Net;
using System.Net.WebSockets;
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
        Assert.Equal(HttpStatusCode.Unauthorized, await studio.StatusAsync("/", ("Cookie", $"{CookieName(studio)}=wrong")));
    }

    /// <summary>RIGHT is the token.</summary>
    [Theory]
    [InlineData("token=RIGHT&token=RIGHT")]
    [InlineData("token=wrong&token=RIGHT")]
    [InlineData("token=RIGHT&token=wrong")]
    [InlineData("token=RIGHT&Token=RIGHT")]
    [InlineData("token=")]
    [InlineData("token")]
    [InlineData("token[]=RIGHT")]
    [InlineData("token=RIGHT%00")]
    [InlineData("token=%20RIGHT")]
    [InlineData("token=RIGHT,RIGHT")]
    [InlineData("token=%FF%FE")]
    [InlineData("x=token=RIGHT")]
    public async Task Get_TokenNotWrittenOnceAndExactly_IsRefused(string query)
    {
        var studio = shared.Client;
        Assert.Equal(HttpStatusCode.Unauthorized, await studio.StatusAsync("/?" + query.Replace("RIGHT", Token(studio), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Get_TokenOfOtherLengthOrCase_IsRefused()
    {
        var studio = shared.Client;
        var token = Token(studio);
        string[] wrong =
        [
            token[..^1], token + "A", token.ToUpperInvariant(), token.ToLowerInvariant(), new('A', token.Length), new('A', 7000),
            (token[0] == 'A' ? "B" : "A") + token[1..], token[..^1] + (token[^1] == 'A' ? "E" : "A"),
        ];
        foreach (var other in wrong)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await studio.StatusAsync($"/?token={other}"));
            Assert.Equal(HttpStatusCode.Unauthorized, await studio.StatusAsync("/", ("Cookie", $"{CookieName(studio)}={other}")));
        }
    }

    [Theory]
    [InlineData("Authorization", "Bearer RIGHT")]
    [InlineData("Authorization", "Basic RIGHT")]
    [InlineData("token", "RIGHT")]
    [InlineData("X-Token", "RIGHT")]
    [InlineData("Referer", "http://127.0.0.1/?token=RIGHT")]
    [InlineData("Cookie", "token=RIGHT")]
    [InlineData("Cookie", "elbo-studio-token=RIGHT")]
    [InlineData("X-Original-URL", "/?token=RIGHT")]
    [InlineData("X-HTTP-Method-Override", "GET")]
    public async Task Get_TokenInAnotherHeader_IsRefused(string header, string value)
    {
        var studio = shared.Client;
        Assert.Equal(HttpStatusCode.Unauthorized, await studio.StatusAsync("/", (header, value.Replace("RIGHT", Token(studio), StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("PUT")]
    [InlineData("TRACE")]
    public async Task Send_TokenInAddressOfAnythingButGet_IsRefused(string method)
    {
        var studio = shared.Client;
        using var answer = await studio.SendAsync($"/?token={Token(studio)}", new(method), null, ("Origin", studio.Origin));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    /// <summary>Where a browser goes after the token was taken: to a place of the studio, whatever the path.</summary>
    [Theory]
    [InlineData("/runs/a%20b", "/runs/a%20b")]
    [InlineData("/runs/%C3%A4", "/runs/%C3%A4")]
    [InlineData("/%5Cevil.example", "/%5Cevil.example")]
    [InlineData("/\\evil.example", "/%5Cevil.example")]
    [InlineData("//evil.example", "/")]
    [InlineData("/%2Fevil.example", "/%2Fevil.example")]
    [InlineData("/a%0D%0ASet-Cookie:%20b=c", "/a%0D%0ASet-Cookie:%20b=c")]
    public async Task Get_WithTokenAndPath_RedirectsWithinTheStudio(string path, string place)
    {
        var studio = shared.Client;
        var answer = await studio.SendRawAsync($"{path}?token={Token(studio)}");
        var lines = answer.Split("\r\n");
        Assert.StartsWith("HTTP/1.1 302", lines[0], StringComparison.Ordinal);
        Assert.Contains($"Location: {place}", lines);
        Assert.Single(lines, line => line.StartsWith("Set-Cookie:", StringComparison.Ordinal));
    }

    /// <summary>Browsers keep one set of cookies for all ports of a host.</summary>
    [Fact]
    public async Task Cookie_OfAnotherStudioOnTheHost_IsAnother()
    {
        await using var other = await StudioClient.StartAsync(IPAddress.Any);
        var (one, two) = (await CookieAsync(shared.Client), await CookieAsync(other));
        Assert.NotEqual(one.Split('=')[0], two.Split('=')[0]);
        foreach (var studio in new[] { shared.Client, other })
            Assert.Equal(HttpStatusCode.OK, await studio.StatusAsync("/", ("Cookie", $"{one}; {two}")));
        Assert.Equal(HttpStatusCode.Unauthorized, await other.StatusAsync("/", ("Cookie", one)));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Forbidden)]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    public async Task Negotiate_WithoutCookie_IsRefused(string? origin, HttpStatusCode refusal)
    {
        var studio = shared.Client;
        using var answer = await studio.SendAsync($"/_blazor/negotiate?negotiateVersion=1&token={Token(studio)}", HttpMethod.Post, null,
            origin is null ? [] : [("Origin", origin.Length > 0 ? origin : studio.Origin)]);
        Assert.Equal(refusal, answer.StatusCode);
    }

    [Fact]
    public async Task WebSocket_WithoutCookie_IsRefused()
    {
        var studio = shared.Client;
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", studio.Origin);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(
            new($"ws://127.0.0.1:{studio.Address.Port}/_blazor"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Get_SharedWithTokenAndForeignOrigin_IsRefused()
    {
        var studio = shared.Client;
        Assert.Equal(HttpStatusCode.Forbidden,
            await studio.StatusAsync("/", ("Cookie", $"{CookieName(studio)}={Token(studio)}"), ("Origin", "http://evil.example")));
    }

    [Fact]
    public void Token_IsLongAndNewEachTime()
    {
        Assert.Equal(43, Token(shared.Client).Length);
        Assert.NotEqual(AccessToken.Draw(), AccessToken.Draw());
    }

    private static async Task<string> CookieAsync(StudioClient studio)
    {
        using var answer = await studio.SendAsync($"/?token={Token(studio)}");
        return Assert.Single(answer.Headers.GetValues("Set-Cookie")).Split(';')[0];
    }

    private static string CookieName(StudioClient studio) => $"elbo-studio-token-{studio.Address.Port}";

    private static string Token(StudioClient studio) => studio.Address.Query["?token=".Length..];
}
