using System.Net;
using System.Net.Sockets;
using System.Text;
using Elbo.Studio.Safety;

namespace Elbo.Studio.Tests.Safety;

/// <summary>A studio over real HTTP, and a client that keeps no cookies and follows no redirects.</summary>
internal sealed class StudioClient : IAsyncDisposable
{
    private readonly TempFolder folder;
    private readonly StudioServer server;
    private readonly HttpClient client;

    private StudioClient(TempFolder folder, StudioServer server) =>
        (this.folder, this.server, client) = (folder, server, new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }));

    public TempFolder Folder => folder;

    public IServiceProvider Services => server.Services;

    public Uri Address => server.Address;

    /// <summary>The address a browser on this machine would use.</summary>
    public string Origin => $"http://127.0.0.1:{Address.Port}";

    public static async Task<StudioClient> StartAsync(IPAddress? address = null, int mostPages = ServerLimits.MostCircuits)
    {
        var folder = new TempFolder();
        return new(folder,
            await StudioServer.StartAsync(new() { Folder = folder.Path, Port = 0, Address = address ?? IPAddress.Loopback, MostPages = mostPages },
                TestContext.Current.CancellationToken));
    }

    /// <summary>Sends a request; header names and values alternate.</summary>
    public Task<HttpResponseMessage> SendAsync(string path, HttpMethod? method = null, HttpContent? content = null,
        params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, Origin + path) { Content = content };
        foreach (var (name, value) in headers)
            if (name == "Host")
                request.Headers.Host = value;
            else
                request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<HttpStatusCode> StatusAsync(string path, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(path, null, null, headers);
        return answer.StatusCode;
    }

    /// <summary>Sends a raw request line, which an HTTP client would normalize, and returns the whole response.</summary>
    public async Task<string> SendRawAsync(string target)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, Address.Port, TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{Address.Port}\r\nConnection: close\r\n\r\n"),
            TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        folder.Dispose();
    }
}
