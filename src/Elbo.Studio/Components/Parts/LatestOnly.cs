namespace Elbo.Studio.Components.Parts;

/// <summary>Work that is asked for faster than it is done: what is asked for meanwhile is done once, as it is then. For one page, on its own thread.</summary>
/// <param name="work">Takes up what is to be done when it is called.</param>
internal sealed class LatestOnly(Func<Task> work)
{
    private bool isBusy, isStale;

    /// <summary>Asks for the work.</summary>
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
