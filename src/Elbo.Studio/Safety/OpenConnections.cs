using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Elbo.Studio.Safety;

/// <summary>
/// Keeps those who open connections and leave them from locking others out: if there are too many, over all or from one address, a new connection
/// takes the place of the one that has been idle longest or, if none is idle, of the one whose request has been answered longest. Pages that are
/// open in a browser keep theirs.
/// </summary>
/// <param name="most">The most connections.</param>
/// <param name="mostPerAddress">The most connections from one address.</param>
internal sealed class OpenConnections(int most, int mostPerAddress)
{
    private readonly HashSet<OpenConnection> open = [];
    private readonly Lock gate = new();
    private long turn;

    /// <summary>Serves a connection until it is closed; refuses it if there are too many open pages.</summary>
    public async Task Serve(ConnectionContext context, ConnectionDelegate next)
    {
        var connection = new OpenConnection(context);
        if (!TryAdd(connection, out var replaced))
        {
            context.Abort(new("Too many connections are open."));
            return;
        }
        replaced?.Context.Abort(new("The place of the connection was needed."));
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
        Enter(connection, IsPage(context) ? Use.Page : Use.Answering);
        try
        {
            await next(context);
        }
        finally
        {
            Enter(connection, Use.Idle);
        }
    }

    private bool TryAdd(OpenConnection connection, out OpenConnection? replaced)
    {
        lock (gate)
        {
            var ofAddress = open.Where(other => other.Address.Equals(connection.Address)).ToList();
            var crowd = ofAddress.Count >= mostPerAddress ? ofAddress : open.Count >= most ? [.. open] : [];
            replaced = crowd.Where(other => other.Use != Use.Page).MinBy(other => (other.Use, other.Since));
            if (crowd.Count > 0 && replaced is null)
                return false;
            if (replaced is not null)
                open.Remove(replaced);
            connection.Since = ++turn;
            return open.Add(connection);
        }
    }

    private void Enter(OpenConnection? connection, Use use)
    {
        if (connection is null)
            return;
        lock (gate)
            (connection.Use, connection.Since) = (use, ++turn);
    }

    /// <summary>The WebSocket of a page; Kestrel limits the number of those.</summary>
    private static bool IsPage(HttpContext context) =>
        context.Request.Path == "/_blazor" && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    /// <summary>In the order in which connections lose their places.</summary>
    private enum Use
    {
        Idle,
        Answering,
        Page,
    }

    private sealed class OpenConnection(ConnectionContext context)
    {
        public ConnectionContext Context => context;

        public IPAddress Address { get; } = (context.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;

        public Use Use { get; set; }

        /// <summary>The turn at which that began.</summary>
        public long Since { get; set; }
    }
}
