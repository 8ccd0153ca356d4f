using System.Net;
using System.Net.WebSockets;

namespace Elbo.Studio.Tests.Safety;

public sealed class OriginCheckTests(LoopbackStudio shared) : IClassFixture<LoopbackStudio>
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    public async Task Get_HostIsLoopback_IsAnswered(string host)
    {
        var studio = shared.Client;
        Assert.Equal(HttpStatusCode.OK, await studio.StatusAsync("/", ("Host", $"{host}:{studio.Address.Port}")));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("192.168.1.20")]
    public async Task Get_HostIsAnother_IsRefused(string host)
    {
        var studio = shared.Client;
        Assert.Equal(HttpStatusCode.BadRequest, await studio.StatusAsync("/", ("Host", $"{host}:{studio.Address.Port}")));
        Assert.Equal(HttpStatusCode.BadRequest, await studio.StatusAsync("/_content/Elbo.Studio/appearance.js", ("Host", host)));
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("https://127.0.0.1")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("null")]
    public async Task Get_OriginIsAnother_IsRefused(string origin)
    {
        var studio = shared.Client;
        Assert.Equal(HttpStatusCode.Forbidden, await studio.StatusAsync("/", ("Origin", origin)));
    }

    [Fact]
    public async Task Post_WithoutOrigin_IsRefused()
    {
        var studio = shared.Client;
        using var answer = await studio.SendAsync("/_blazor/negotiate", HttpMethod.Post);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("http://evil.example", false)]
    [InlineData("", true)]
    public async Task WebSocket_OnlyFromItsOwnPages(string? origin, bool isLetIn)
    {
        var studio = shared.Client;
        using var socket = new ClientWebSocket();
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin.Length > 0 ? origin : studio.Origin);
        var connecting = socket.ConnectAsync(new($"ws://127.0.0.1:{studio.Address.Port}/_blazor"), TestContext.Current.CancellationToken);
        if (isLetIn)
            await connecting;
        else
            await Assert.ThrowsAsync<WebSocketException>(() => connecting);
        Assert.Equal(isLetIn, socket.State == WebSocketState.Open);
    }

    [Fact]
    public async Task Get_HasHeadersThatKeepOthersOut()
    {
        var studio = shared.Client;
        using var answer = await studio.SendAsync("/");
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }
}
