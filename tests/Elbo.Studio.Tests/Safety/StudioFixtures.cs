using System.Net;

namespace Elbo.Studio.Tests.Safety;

/// <summary>A studio on the loopback address, shared by the tests of a class.</summary>
public sealed class LoopbackStudio : IAsyncLifetime
{
    internal StudioClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Client = await StudioClient.StartAsync();

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}

/// <summary>A studio on all addresses, shared by the tests of a class.</summary>
public sealed class SharedStudio : IAsyncLifetime
{
    internal StudioClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Client = await StudioClient.StartAsync(IPAddress.Any);

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
