using Elbo.Studio.Runs;
using Elbo.Studio.Training;
using Microsoft.AspNetCore.Components;

namespace Elbo.Studio.Components.Parts;

/// <summary>A page that is redrawn whenever a run or a training changes.</summary>
public abstract class LiveRuns : ComponentBase, IDisposable
{
    private IDisposable? watch;

    [Inject]
    internal RunCatalog Catalog { get; set; } = null!;

    [Inject]
    internal TrainProcesses Trainings { get; set; } = null!;

    [Inject]
    internal TimeProvider Time { get; set; } = null!;

    protected override void OnInitialized()
    {
        watch = Catalog.Watch(Changed);
        Trainings.Changed += Changed;
    }

    /// <summary>Reads what has changed before the page is redrawn.</summary>
    protected virtual Task RefreshAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        watch?.Dispose();
        Trainings.Changed -= Changed;
    }

    private void Changed() => _ = InvokeAsync(async () =>
    {
        await RefreshAsync();
        StateHasChanged();
    });
}
