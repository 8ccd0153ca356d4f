using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Elbo.Studio.Safety;

/// <summary>
/// Keeps those who open connections without asking for anything from locking others out: where there are too many, over all or from one address,
/// a new connection takes the place of the one that has been idle longest. A connection is idle unless a request on it is being answered; pages
/// that are open in a browser are never idle.
/// </summary>
/// <param name="most">The most connections.</param>
/// <param name="mostPerAddress">The most connections from one address.</param>
internal sealed class OpenConnections(int most, int mostPerAddress)
{
    private readonly HashSet<OpenConnection> open = [];
    private readonly Lock gate = new();
    private long turn;

    /// <summary>Serves a connection until it is closed; refuses it if there are too many and none is idle.</summary>
    public async Task Serve(ConnectionContext context, ConnectionDelegate next)
    {
        var connection = new OpenConnection(context);
        if (!TryAdd(connection, out var replaced))
        {
            context.Abort(new("Too many connections are open."));
            return;
        }
        replaced?.Context.Abort(new("The connection was idle, and its place was needed."));
        context.Features.Set(connection);
        try
        {
            await next(context);
        }
        finally
        {
            lock (gate)
                open.Remove(connection);
        }
    }

    /// <summary>Answers a request, during which its connection is not idle.</summary>
    public async Task Answer(HttpContext context, RequestDelegate next)
    {
        var connection = context.Features.Get<OpenConnection>();
        SetIdle(connection, false);
        try
        {
            await next(context);
        }
        finally
        {
            SetIdle(connection, true);
        }
    }

    private bool TryAdd(OpenConnection connection, out OpenConnection? replaced)
    {
        lock (gate)
        {
            var ofAddress = open.Where(other => other.Address.Equals(connection.Address)).ToList();
            var crowd = ofAddress.Count >= mostPerAddress ? ofAddress : open.Count >= most ? [.. open] : [];
            replaced = crowd.Where(other => other.IdleSince is not null).MinBy(other => other.IdleSince);
            if (crowd.Count > 0 && replaced is null)
                return false;
            if (replaced is not null)
                open.Remove(replaced);
            connection.IdleSince = ++turn;
            return open.Add(connection);
        }
    }

    private void SetIdle(OpenConnection? connection, bool isIdle)
    {
        lock (gate)
            connection?.IdleSince = isIdle ? ++turn : null;
    }

    private sealed class OpenConnection(ConnectionContext context)
    {
        public ConnectionContext Context => context;

        public IPAddress Address { get; } = (context.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;

        /// <summary>The turn at which it became idle; null while it is not.</summary>
        public long? IdleSince { get; set; }
    }
}
