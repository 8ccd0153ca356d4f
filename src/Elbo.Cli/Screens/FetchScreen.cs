using Elbo.Data.Known;
using Elbo.Exchange;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>A progress bar for each file of a download; nothing if the output is not a terminal.</summary>
internal sealed class FetchScreen(IAnsiConsole console, bool live)
{
    public async Task<string> Watch(Func<IProgress<FetchProgress>?, Task<string>> fetch)
    {
        if (!live)
            return await fetch(null);
        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(context => fetch(new Bars(context)));
    }

    private sealed class Bars(ProgressContext context) : IProgress<FetchProgress>
    {
        private readonly Dictionary<string, ProgressTask> tasks = [];

        public void Report(FetchProgress value)
        {
            if (!tasks.TryGetValue(value.File, out var task))
                tasks[value.File] = task = context.AddTask(value.File);
            task.MaxValue = value.Total ?? value.Done + 1;
            task.Value = value.Done;
        }
    }
}
