using System.Globalization;
using Elbo.Training;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>One live line: epoch, bar, −ELBO so far, throughput and the time that remains.</summary>
internal sealed class ProgressLine(LiveDisplayContext context, TimeProvider clock)
{
    private const int BarWidth = 30;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly long started = clock.GetTimestamp();
    private long shown;
    private double? firstDone;

    public void Show(TrainingProgress at)
    {
        var now = clock.GetTimestamp();
        if (shown != 0 && clock.GetElapsedTime(shown, now) < Interval)
            return;
        shown = now;

        // Evaluation counts too, since the time is that of whole epochs; a resumed run starts in the middle.
        var done = at.Epoch - 1 + (double)at.ExamplesDone / at.Examples;
        firstDone ??= done;
        var elapsed = clock.GetElapsedTime(started, now).TotalSeconds;
        var left = done > firstDone ? elapsed * (at.Epochs - done) / (done - firstDone.Value) : double.NaN;
        context.UpdateTarget(new Markup(Line(at, left)));
    }

    internal static string Line(TrainingProgress at, double secondsLeft)
    {
        var filled = (int)Math.Round((double)at.ExamplesDone / at.Examples * BarWidth);
        var remaining = double.IsNaN(secondsLeft) ? "" : $"   {TrainScreen.Duration(secondsLeft)} left";
        return string.Create(CultureInfo.InvariantCulture,
            $"{at.Epoch,6}/{at.Epochs}  [green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/]  −ELBO {at.NegElbo:F1}   {at.ExamplesPerSecond:N0} examples/s{remaining}");
    }
}
