using System.Net;

namespace Elbo.Studio.Tests.Safety;

/// <summary>One studio on loopback for the tests of a class.</summary>
public sealed class LoopbackStudio : IAsyncLifetime
{
    internal StudioClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Client = await StudioClient.StartAsync();

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}

/// <summary>One studio on all addresses for the tests of a class.</summary>
public sealed class SharedStudio : IAsyncLifetime
{
    internal StudioClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Client = await StudioClient.StartAsync(IPAddress.Any);

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
