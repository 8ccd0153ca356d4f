using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;

namespace Elbo.Studio.Safety;

/// <summary>Limits, so that one visitor cannot exhaust the memory or the connections.</summary>
internal static class ServerLimits
{
    /// <summary>Maximum number of open pages over all visitors.</summary>
    public const int MostCircuits = 32;

    /// <summary>Maximum number of connections. An open page has one, and loading it takes up to six more.</summary>
    public const int MostConnections = 256, MostConnectionsPerAddress = 128;

    /// <summary>The largest message from a page.</summary>
    public const int MostRequestBytes = 1 << 20;

    public static void Apply(KestrelServerOptions server)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = MostRequestBytes;
        server.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        server.Limits.MaxConcurrentUpgradedConnections = 2 * MostCircuits;
        server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        // Also for connections that never ask for anything.
        server.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(10);
    }

    public static void Apply(CircuitOptions circuit)
    {
        circuit.DetailedErrors = false;
        circuit.DisconnectedCircuitMaxRetained = 8;
        circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(1);
        circuit.MaxBufferedUnacknowledgedRenderBatches = 10;
    }

    public static void Apply(HubOptions hub)
    {
        hub.AddFilter<CircuitLimit>();
        hub.MaximumReceiveMessageSize = 64 << 10;
        hub.MaximumParallelInvocationsPerClient = 1;
    }
}
