using Elbo.Exchange;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>A progress bar for each long part of an evaluation, with the remaining time; nothing if the output is not a terminal.</summary>
internal sealed class EvaluateProgress(IAnsiConsole console, bool live)
{
    /// <summary>Runs a part.</summary>
    /// <param name="name">Its display name.</param>
    /// <param name="work">Reports the share done, from any thread.</param>
    public T Watch<T>(string name, Func<IProgress<double>, T> work)
    {
        if (!live)
            return work(new Told(_ => { }));
        T result = default!;
        console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(name, maxValue: 1);
                result = work(new Told(share => task.Value = share));
            });
        return result;
    }

    private sealed class Told(Action<double> action) : IProgress<double>
    {
        public void Report(double value) => action(value);
    }
}

/// <summary>Converts the number of examples done to a share.</summary>
/// <param name="share">Receives the share.</param>
/// <param name="examples">The total number.</param>
internal sealed class ExampleShare(IProgress<double> share, int examples) : IProgress<int>
{
    public void Report(int value) => share.Report((double)value / examples);
}
