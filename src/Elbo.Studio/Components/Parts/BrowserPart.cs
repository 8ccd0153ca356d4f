using Microsoft.JSInterop;

namespace Elbo.Studio.Components.Parts;

/// <summary>A component's other half in the browser: an object that a script of the studio makes. The component may leave the page while the two talk;
/// whatever fails from then on, since its elements are gone, means nothing and is ignored.</summary>
/// <param name="js">The browser.</param>
/// <param name="owner">The component, which the script calls.</param>
/// <param name="script">The script's file, such as <c>latent-map.js</c>.</param>
internal sealed class BrowserPart<T>(IJSRuntime js, T owner, string script) : IAsyncDisposable
    where T : class
{
    private IJSObjectReference? module, part;

    /// <summary>The reference through which the script calls the component.</summary>
    public DotNetObjectReference<T> Owner { get; } = DotNetObjectReference.Create(owner);

    /// <summary>The component has left the page.</summary>
    public bool IsGone { get; private set; }

    public bool IsThere => part is not null && !IsGone;

    /// <summary>Has the script make the object.</summary>
    /// <param name="function">The script's function that returns it.</param>
    /// <param name="arguments">The function's arguments.</param>
    public Task CreateAsync(string function, params object?[] arguments) => WhileThereAsync(async () =>
    {
        module = await js.InvokeAsync<IJSObjectReference>("import", $"./_content/Elbo.Studio/{script}");
        if (!IsGone)
            part = await module.InvokeAsync<IJSObjectReference>(function, arguments);
        if (IsGone)
            await ReleaseAsync();
    });

    /// <summary>Calls a method of the object; without one, before it is made and after the component has left, nothing happens.</summary>
    public Task CallAsync(string method, params object?[] arguments) =>
        IsThere ? WhileThereAsync(async () => await part!.InvokeVoidAsync(method, arguments)) : Task.CompletedTask;

    /// <summary>Calls <c>dispose</c> of the object.</summary>
    public async ValueTask DisposeAsync()
    {
        IsGone = true;
        await WhileThereAsync(ReleaseAsync);
        Owner.Dispose();
    }

    private async Task ReleaseAsync()
    {
        var (lastPart, lastModule) = (part, module);
        (part, module) = (null, null);
        if (lastPart is not null)
        {
            await lastPart.InvokeVoidAsync("dispose");
            await lastPart.DisposeAsync();
        }
        if (lastModule is not null)
            await lastModule.DisposeAsync();
    }

    private async Task WhileThereAsync(Func<Task> talk)
    {
        try
        {
            await talk();
        }
        catch (JSDisconnectedException)
        {
            // The browser has disconnected, and all of its objects are gone.
        }
        catch (Exception e) when (IsGone && e is JSException or ObjectDisposedException or OperationCanceledException)
        {
            // The elements that the script needs have left the page.
        }
    }
}
