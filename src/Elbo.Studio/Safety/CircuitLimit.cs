using Microsoft.AspNetCore.SignalR;

namespace Elbo.Studio.Safety;

/// <summary>
/// Refuses a page if too many are open. A page has a place from the call that begins it until its connection ends; it is refused at that call,
/// because Blazor leaves a circuit running, and its page silent, whose handler fails later. At most
/// <see cref="Microsoft.AspNetCore.Components.Server.CircuitOptions.DisconnectedCircuitMaxRetained"/> circuits without a connection are kept besides.
/// </summary>
internal sealed class CircuitLimit(StudioOptions options) : IHubFilter
{
    private readonly HashSet<string> open = [];
    private readonly Lock gate = new();

    /// <summary>Whether another page would be refused.</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
                return open.Count >= options.MostPages;
        }
    }

    /// <summary>The message when another page is refused.</summary>
    public string Refusal => $"{options.MostPages} pages of the studio are already open. Close one, then load this page again.";

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (invocationContext.HubMethodName is not ("StartCircuit" or "ConnectCircuit" or "ResumeCircuit") || Admits(invocationContext.Context.ConnectionId))
            return await next(invocationContext);
        // Blazor's own message of a failure: the page shows it as one and gives up.
        await invocationContext.Hub.Clients.Caller.SendAsync("JS.Error", Refusal);
        invocationContext.Context.Abort();
        return null;
    }

    /// <inheritdoc/>
    public Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        lock (gate)
            open.Remove(context.Context.ConnectionId);
        return next(context, exception);
    }

    private bool Admits(string connection)
    {
        lock (gate)
            return open.Contains(connection) || open.Count < options.MostPages && open.Add(connection);
    }
}
