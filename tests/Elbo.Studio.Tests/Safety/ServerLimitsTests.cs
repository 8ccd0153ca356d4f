using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Elbo.Studio.Tests.Safety;

public sealed class ServerLimitsTests(LoopbackStudio shared) : IClassFixture<LoopbackStudio>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_WithoutForgeryToken_IsRefused()
    {
        var studio = shared.Client;
        using var body = new FormUrlEncodedContent([new("a", "b")]);
        using var answer = await studio.SendAsync("/", HttpMethod.Post, body, ("Origin", studio.Origin));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Get_HugeHeader_IsRefused()
    {
        var studio = shared.Client;
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await studio.StatusAsync("/", ("X-Long", new string('x', 20_000))));
    }

    /// <summary>The framework answers 400 both to a body that is too long and to one without a token, so the limit itself is read.</summary>
    [Fact]
    public async Task Post_LongBody_IsRefusedUnread()
    {
        var studio = shared.Client;
        Assert.Equal(1 << 20, studio.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxRequestBodySize);
        using var body = new FormUrlEncodedContent([new("a", new string('b', 1 << 20))]);
        // The client asks before it sends the body. Otherwise the studio may hang up while the body is being sent, and no answer arrives.
        using var answer = await studio.SendAsync("/", HttpMethod.Post, body, ("Origin", studio.Origin), ("Expect", "100-continue"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    /// <summary>Sends a message longer than any page sends, before and after the handshake.</summary>
    [Theory]
    [InlineData(false, 70_000)]
    [InlineData(true, 70_000)]
    public async Task WebSocket_MessageTooLong_IsHungUpOn(bool greets, int bytes)
    {
        var studio = shared.Client;
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", studio.Origin);
        await socket.ConnectAsync(new($"ws://127.0.0.1:{studio.Address.Port}/_blazor"), Cancellation);
        if (greets)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, Cancellation);
            Assert.Equal(3, (await socket.ReceiveAsync(new byte[100].AsMemory(), Cancellation)).Count);
        }
        // A message begins with its length, seven bits per byte: 1 GiB.
        var message = new byte[bytes];
        ((byte[])[0x80, 0x80, 0x80, 0x80, 0x04]).CopyTo(message, 0);
        await socket.SendAsync(message, WebSocketMessageType.Binary, true, Cancellation);
        try
        {
            while ((await socket.ReceiveAsync(new byte[1000].AsMemory(), Cancellation)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            // The studio hung up without answering.
        }
        Assert.NotEqual(WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task Get_NoPageLeft_SaysSoAndServesTheRest()
    {
        await using var studio = await StudioClient.StartAsync(mostPages: 0);
        using var answer = await studio.SendAsync("/runs/a");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("0 pages of the studio are already open. Close one, then load this page again.\n", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(HttpStatusCode.OK, await studio.StatusAsync("/_content/Elbo.Studio/appearance.js"));
    }
}
