using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Elbo.Studio.Safety;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Elbo.Studio.Tests.Safety;

public sealed class OpenConnectionsTests(LoopbackStudio shared) : IClassFixture<LoopbackStudio>
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private readonly OpenConnections open = new(most: 3, mostPerAddress: 2);
    private readonly List<string> closed = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Serve_AddressHasTooMany_ReplacesItsLongestIdle()
    {
        Connect("b", "10.0.0.2");
        Connect("a1", "10.0.0.1");
        Connect("a2", "10.0.0.1");
        Connect("a3", "10.0.0.1");
        Assert.Equal(["a1"], closed);
    }

    [Fact]
    public void Serve_TooManyOverAll_ReplacesTheLongestIdle()
    {
        foreach (var name in (string[])["a", "b", "c", "d"])
            Connect(name, $"10.0.0.{name[0] - 'a'}");
        Assert.Equal(["a"], closed);
    }

    [Fact]
    public async Task Serve_OthersAreAnswered_ReplacesTheIdleThenTheLongestAnswered()
    {
        var answer = new TaskCompletionSource();
        var asked = new[] { Ask(Connect("a1", "10.0.0.1"), answer.Task), Ask(Connect("a2", "10.0.0.1"), answer.Task) };
        Connect("a3", "10.0.0.1");
        Assert.Equal(["a1"], closed);
        Connect("a4", "10.0.0.1");
        Assert.Equal(["a1", "a3"], closed);
        answer.SetResult();
        await Task.WhenAll(asked);
    }

    [Fact]
    public async Task Serve_OthersAreOpenPages_IsRefused()
    {
        var page = new TaskCompletionSource();
        var asked = new[] { Ask(Connect("a1", "10.0.0.1"), page.Task, isPage: true), Ask(Connect("a2", "10.0.0.1"), page.Task, isPage: true) };
        Connect("a3", "10.0.0.1");
        Assert.Equal(["a3"], closed);
        page.SetResult();
        await Task.WhenAll(asked);
    }

    /// <summary>Once, 256 of them locked everybody out for 130 seconds.</summary>
    [Fact]
    public async Task Get_HundredsOfSilentConnections_IsAnsweredAndPagesStayOpen()
    {
        var studio = shared.Client;
        using var page = new ClientWebSocket();
        page.Options.SetRequestHeader("Origin", studio.Origin);
        await page.ConnectAsync(new($"ws://127.0.0.1:{studio.Address.Port}/_blazor"), Cancellation);
        List<TcpClient> silent = [];
        try
        {
            for (var i = 0; i < 2 * ServerLimits.MostConnections; i++)
            {
                silent.Add(new());
                await silent[^1].ConnectAsync(IPAddress.Loopback, studio.Address.Port, Cancellation);
            }
            Assert.Equal(HttpStatusCode.OK, await studio.StatusAsync("/").WaitAsync(LongestWait, Cancellation));
            await page.SendAsync("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true, Cancellation);
            Assert.Equal(3, (await page.ReceiveAsync(new byte[100].AsMemory(), Cancellation)).Count);
            // The last one is closed too, after some seconds.
            Assert.Equal(0, await silent[^1].GetStream().ReadAsync(new byte[1], Cancellation).AsTask().WaitAsync(LongestWait, Cancellation));
        }
        finally
        {
            silent.ForEach(connection => connection.Dispose());
        }
    }

    private Connection Connect(string name, string address)
    {
        var connection = new Connection(name, closed) { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 1) };
        _ = open.Serve(connection, _ => connection.End);
        return connection;
    }

    private Task Ask(Connection connection, Task answer, bool isPage = false)
    {
        var context = new DefaultHttpContext(new FeatureCollection(connection.Features));
        context.Features.Set<IHttpRequestFeature>(new HttpRequestFeature { Path = isPage ? "/_blazor" : "/" });
        context.Features.Set<IHttpUpgradeFeature>(new Upgrade());
        return open.Answer(context, _ => answer);
    }

    private sealed class Upgrade : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => true;

        public Task<Stream> UpgradeAsync() => throw new NotSupportedException();
    }

    /// <summary>A connection that tells when it is closed.</summary>
    private sealed class Connection(string name, List<string> closed) : DefaultConnectionContext(name)
    {
        private readonly TaskCompletionSource end = new();

        public Task End => end.Task;

        public override void Abort(ConnectionAbortedException abortReason)
        {
            closed.Add(ConnectionId);
            end.TrySetResult();
        }
    }
}
