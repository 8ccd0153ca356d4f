using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Elbo.Tests.Data;

/// <summary>A small HTTP server on 127.0.0.1 that serves files, from a given byte if asked; one request per connection.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    public FileServer()
    {
        listener.Start();
        serving = Serve();
    }

    /// <summary>The content of each path: <c>/data/a.gz</c>.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = [];

    /// <summary>Every requested path, followed by a blank and the range if there was one.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>The number of bytes of its first response after which it hangs up; null to send all.</summary>
    public int? HangsUpAfter { get; set; }

    /// <summary>True for a server that never answers.</summary>
    public bool IsSilent { get; set; }

    /// <summary>True for a server that does not support ranges.</summary>
    public bool SendsAll { get; set; }

    public string Address(string folder) => $"http://{listener.LocalEndpoint}/{folder}/";

    public void Dispose()
    {
        stop.Cancel();
        serving.GetAwaiter().GetResult();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync(stop.Token);
                try
                {
                    await Answer(connection.GetStream());
                }
                catch (IOException)
                {
                    // The client is gone: a cancelled one may never have sent its request.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the test is over
        }
    }

    private async Task Answer(NetworkStream stream)
    {
        var (path, range) = await Request(stream);
        Asked.Enqueue(range is null ? path : $"{path} {range}");
        if (IsSilent)
            await Task.Delay(Timeout.Infinite, stop.Token);
        if (!Files.TryGetValue(path, out var content))
        {
            await Send(stream, "404 Not Found", "", []);
            return;
        }
        var from = SendsAll || range is null ? 0 : int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
        if (from > 0 && from >= content.Length)
            await Send(stream, "416 Range Not Satisfiable", $"Content-Range: bytes */{content.Length}\r\n", []);
        else if (from > 0)
            await Send(stream, "206 Partial Content", $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n", content[from..]);
        else
            await Send(stream, "200 OK", "", content);
    }

    private async Task Send(NetworkStream stream, string status, string header, byte[] content)
    {
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {content.Length}\r\n{header}Connection: close\r\n\r\n"), stop.Token);
        await stream.WriteAsync(content.AsMemory(0, Math.Min(content.Length, HangsUpAfter ?? content.Length)), stop.Token);
        HangsUpAfter = null;
    }

    private async Task<(string Path, string? Range)> Request(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var path = (await reader.ReadLineAsync(stop.Token) ?? throw new EndOfStreamException()).Split(' ')[1];
        string? range = null;
        while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 } line)
            if (line.StartsWith("Range: ", StringComparison.OrdinalIgnoreCase))
                range = line["Range: ".Length..];
        return (path, range);
    }
}
