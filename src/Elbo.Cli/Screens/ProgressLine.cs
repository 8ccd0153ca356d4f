using System.Globalization;
using Elbo.Training;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>One live line: epoch, bar, −ELBO so far, throughput and remaining time.</summary>
internal sealed class ProgressLine(LiveDisplayContext context, int width, TimeProvider clock)
{
    private const int WidestBar = 30;
    private const int NarrowestBar = 5;

    // The first steps, which compile and allocate, take ten times as long as those after them.
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TimeToGuess = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly long started = clock.GetTimestamp();
    private long shown;
    private (long Time, double Done)? measuredFrom;

    public void Show(TrainingProgress at)
    {
        var now = clock.GetTimestamp();
        if (shown != 0 && clock.GetElapsedTime(shown, now) < Interval)
            return;
        shown = now;

        // Evaluation counts too, since the time is that of whole epochs; a resumed run starts in the middle.
        var done = at.Epoch - 1 + (double)at.ExamplesDone / at.Examples;
        if (measuredFrom is null && clock.GetElapsedTime(started, now) >= Start)
            measuredFrom = (now, done);
        var left = measuredFrom is { } from && clock.GetElapsedTime(from.Time, now) is var elapsed && elapsed >= TimeToGuess && done > from.Done
            ? elapsed.TotalSeconds * (at.Epochs - done) / (done - from.Done)
            : double.NaN;
        context.UpdateTarget(new Markup(Line(at, left, width)));
    }

    /// <summary>The line, one column narrower than the screen: a full line would wrap on some terminals.</summary>
    internal static string Line(TrainingProgress at, double secondsLeft, int width)
    {
        var epoch = string.Create(CultureInfo.InvariantCulture, $"{at.Epoch,5}/{at.Epochs}");
        var remaining = double.IsNaN(secondsLeft) ? "" : $"  {Remaining(Math.Ceiling(secondsLeft))} left";
        var numbers = Minus.True($"−ELBO {at.NegElbo:F1}  {at.ExamplesPerSecond:N0} examples/s{remaining}");
        var bar = Math.Clamp(width - 1 - epoch.Length - numbers.Length - 4, NarrowestBar, WidestBar);
        var filled = (int)Math.Round((double)at.ExamplesDone / at.Examples * bar);
        return $"{epoch}  [green]{new string('━', filled)}[/][grey]{new string('━', bar - filled)}[/]  {numbers}";
    }

    private static string Remaining(double seconds) =>
        seconds < 60 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:F0} s") : TrainScreen.Duration(seconds);
}
