using Bunit;
using Elbo.Runs;
using Elbo.Studio.Runs;
using Elbo.Studio.Training;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor.Services;

namespace Elbo.Studio.Tests.Components;

/// <summary>The services that the run pages need, over a temporary folder; the catalog refreshes only on demand.</summary>
internal sealed class StudioContext : IAsyncDisposable
{
    private readonly TempFolder folder = new();

    public StudioContext()
    {
        var options = new StudioOptions { Folder = folder.Path };
        Catalog = new(options, new ManualTime(), NullLogger<RunCatalog>.Instance);
        Page.Services.AddMudServices();
        Page.Services.AddSingleton<TimeProvider>(new ManualTime());
        Page.Services.AddSingleton(Catalog);
        Page.Services.AddSingleton(new TrainProcesses(options, Catalog));
        Page.JSInterop.Mode = JSRuntimeMode.Loose;
    }

    public BunitContext Page { get; } = new();

    public RunCatalog Catalog { get; }

    public NavigationManager Navigation => Page.Services.GetRequiredService<NavigationManager>();

    public void Write(string name, RunManifest manifest) => TinyRun.Write(folder.At(name.Split('/')), manifest);

    public void Remove(string name)
    {
        Directory.Delete(folder.At(name.Split('/')), recursive: true);
        Catalog.Refresh();
    }

    public async ValueTask DisposeAsync()
    {
        await Page.DisposeAsync();
        folder.Dispose();
    }
}
