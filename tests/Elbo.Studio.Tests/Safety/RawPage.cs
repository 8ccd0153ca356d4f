using System.Net.WebSockets;
using System.Text;

namespace Elbo.Studio.Tests.Safety;

/// <summary>A page of the studio as a program opens it: a WebSocket, Blazor's messages in MessagePack, no browser.</summary>
internal sealed class RawPage : IAsyncDisposable
{
    /// <summary>How an answer to call 0 begins, and how the secret of a circuit does.</summary>
    private const string Answer = "\u0003\u0080\u00A10", SecretStart = "CfDJ8";

    private readonly ClientWebSocket socket = new();
    private bool isBegun;

    private RawPage()
    {
    }

    /// <summary>The studio's refusal, or how the connection ended; null if the page is open.</summary>
    public string? Fault { get; private set; }

    /// <summary>Connects and opens a page without components.</summary>
    public static async Task<RawPage> OpenAsync(StudioClient studio)
    {
        var page = await ConnectAsync(studio);
        await page.SendAsync("StartCircuit", studio.Origin + "/", studio.Origin + "/", "[]", "");
        return page;
    }

    /// <summary>Connects and shakes hands.</summary>
    public static async Task<RawPage> ConnectAsync(StudioClient studio)
    {
        var page = new RawPage();
        page.socket.Options.SetRequestHeader("Origin", studio.Origin);
        await page.socket.ConnectAsync(new($"ws://127.0.0.1:{studio.Address.Port}/_blazor"), TestContext.Current.CancellationToken);
        await page.socket.SendAsync("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true,
            TestContext.Current.CancellationToken);
        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(await page.ReceiveAsync()));
        return page;
    }

    /// <summary>Calls a method of the studio's hub.</summary>
    public async Task SendAsync(string method, params string[] arguments)
    {
        // An invocation: its kind, no headers, its number, the method, its arguments, no streams.
        List<byte> message = [0x96, 1, 0x80, .. Text("0"), .. Text(method), (byte)(0x90 + arguments.Length)];
        foreach (var argument in arguments)
            message.AddRange(Text(argument));
        message.Add(0x90);
        List<byte> sent = [];
        for (var length = message.Count; ; length >>= 7)
        {
            sent.Add((byte)(length & 0x7F | (length > 0x7F ? 0x80 : 0)));
            if (length <= 0x7F)
                break;
        }
        sent.AddRange(message);
        await socket.SendAsync(sent.ToArray(), WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
    }

    /// <summary>Receives until the page was refused, or shows its components.</summary>
    public async Task ReceiveUntilSettledAsync()
    {
        try
        {
            while (Fault is null)
            {
                var message = Encoding.Latin1.GetString(await ReceiveAsync());
                if (message.Contains("JS.Error", StringComparison.Ordinal))
                    Fault = message;
                else if (socket.State != WebSocketState.Open)
                    Fault = $"closed: {socket.CloseStatusDescription}";
                else if (message.Contains("JS.EndUpdateRootComponents", StringComparison.Ordinal))
                    return;
                else if (isBegun || !message.Contains(Answer, StringComparison.Ordinal))
                    continue;
                else if (message.Contains(SecretStart, StringComparison.Ordinal))
                {
                    isBegun = true;
                    await SendAsync("UpdateRootComponents", "{\"batchId\":1,\"operations\":[]}", "");
                }
                else
                    Fault = message;
            }
        }
        catch (WebSocketException e)
        {
            Fault = e.Message;
        }
    }

    /// <summary>Hangs up; for the studio, the connection of the page is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException)
        {
            // The studio hung up first.
        }
        socket.Dispose();
    }

    private async Task<byte[]> ReceiveAsync()
    {
        var bytes = new byte[64 << 10];
        var received = await socket.ReceiveAsync(bytes.AsMemory(), TestContext.Current.CancellationToken);
        return bytes[..received.Count];
    }

    private static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length < 32 ? [(byte)(0xA0 + bytes.Length), .. bytes] : [0xDA, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }
}
