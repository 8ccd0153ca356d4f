using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Elbo.Studio.Safety;

/// <summary>Refuses a page if too many are open.</summary>
internal sealed class CircuitLimit(StudioOptions options) : CircuitHandler
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

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        lock (gate)
            if (open.Count >= options.MostPages || !open.Add(circuit.Id))
                throw new StudioException(Refusal);
        return Task.CompletedTask;
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        lock (gate)
            open.Remove(circuit.Id);
        return Task.CompletedTask;
    }
}
