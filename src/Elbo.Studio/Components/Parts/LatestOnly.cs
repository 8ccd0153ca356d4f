namespace Elbo.Studio.Components.Parts;

/// <summary>
/// Work that is requested faster than it is done: requests that come meanwhile are served by a single run afterwards. For one page, on its own
/// thread.
/// </summary>
/// <param name="work">The work, with the state at the time of the call.</param>
internal sealed class LatestOnly(Func<Task> work)
{
    private bool isBusy, isStale;

    /// <summary>Requests the work.</summary>
    public async Task AskAsync()
    {
        if (isBusy)
        {
            isStale = true;
            return;
        }
        isBusy = true;
        try
        {
            do
            {
                isStale = false;
                await work();
            }
            while (isStale);
        }
        finally
        {
            isBusy = false;
        }
    }
}
