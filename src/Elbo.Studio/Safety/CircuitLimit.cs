using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Elbo.Studio.Safety;

/// <summary>Refuses a page where too many are open.</summary>
internal sealed class CircuitLimit : CircuitHandler
{
    private readonly HashSet<string> open = [];
    private readonly Lock gate = new();

    /// <summary>Pages that are open.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return open.Count;
        }
    }

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        lock (gate)
            if (open.Count >= ServerLimits.MostCircuits || !open.Add(circuit.Id))
                throw new StudioException($"{ServerLimits.MostCircuits} pages are open already. Close one, then load this page again.");
        return Task.CompletedTask;
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        lock (gate)
            open.Remove(circuit.Id);
        return Task.CompletedTask;
    }
}
