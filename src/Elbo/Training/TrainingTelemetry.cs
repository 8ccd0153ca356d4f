using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Elbo.Training;

/// <summary>
/// A training as metrics and a trace, by rank 0 only; nothing is made while nobody listens. Names and units follow
/// https://opentelemetry.io/docs/specs/semconv/general/naming/ and https://opentelemetry.io/docs/specs/semconv/general/metrics/.
/// </summary>
/// <param name="options">How it is trained; the seed tells trainings of one process apart.</param>
/// <param name="isFirst">False on other ranks, which do the same steps.</param>
internal sealed class TrainingTelemetry(TrainingOptions options, bool isFirst)
{
    /// <summary>The name of the meter and of the source of activities.</summary>
    public const string Name = "Elbo.Training";

    private static readonly string? Version = typeof(TrainingTelemetry).Assembly.GetName().Version?.ToString(3);
    private static readonly Meter Meter = new(Name, Version);
    private static readonly ActivitySource Source = new(Name, Version);

    private static readonly Counter<long> Steps = Meter.CreateCounter<long>("elbo.training.steps", "{step}", "Updates of the weights.");

    private static readonly Counter<long> Examples =
        Meter.CreateCounter<long>("elbo.training.examples", "{example}", "Examples trained on, each as often as it was used.");

    private static readonly Gauge<double> Throughput =
        Meter.CreateGauge<double>("elbo.training.throughput", "{example}/s", "Examples per second of the last epoch's training pass.");

    private static readonly Gauge<double> NegElbo =
        Meter.CreateGauge<double>("elbo.training.neg_elbo", "{nat}", "−ELBO after the last epoch, per example, by split.");

    private static readonly Histogram<double> EpochDuration = Meter.CreateHistogram(
        "elbo.training.epoch.duration", "s", "Duration of an epoch: its training pass and its evaluations.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000],
        });

    private readonly KeyValuePair<string, object?> seed = new("elbo.seed", options.Seed.ToString(CultureInfo.InvariantCulture));

    /// <summary>The activity of the whole training; null while nobody listens.</summary>
    public Activity? Start() => isFirst ? Source.StartActivity("elbo train")?.SetTag(seed.Key, seed.Value).SetTag("elbo.epochs", options.Epochs) : null;

    public Epoch StartEpoch(int number) => new(isFirst ? Source.StartActivity("elbo epoch")?.SetTag(seed.Key, seed.Value).SetTag("elbo.epoch", number) : null);

    public void Stepped(int examples)
    {
        if (!isFirst || examples == 0)
            return;
        Steps.Add(1, seed);
        Examples.Add(examples, seed);
    }

    public void Ended(Epoch epoch, EpochSummary summary)
    {
        if (!isFirst)
            return;
        Throughput.Record(summary.ExamplesPerSecond, seed);
        EpochDuration.Record(summary.TrainSeconds + summary.EvaluationSeconds, seed);
        Tell("train", summary.Train.NegElbo);
        if (summary.Validation is { } validation)
            Tell("validation", validation.NegElbo);
        Tell("test", summary.Test.NegElbo);
        epoch.HasEnded = true;

        void Tell(string split, double negElbo)
        {
            NegElbo.Record(negElbo, seed, new("elbo.split", split));
            epoch.Activity?.SetTag($"elbo.neg_elbo.{split}", negElbo);
        }
    }

    /// <summary>One epoch; an error in the trace if it was disposed before it had ended.</summary>
    internal sealed class Epoch(Activity? activity) : IDisposable
    {
        public Activity? Activity => activity;

        public bool HasEnded { get; set; }

        public void Dispose()
        {
            if (!HasEnded)
                activity?.SetStatus(ActivityStatusCode.Error, "The epoch did not end: training was stopped, or a value was not finite.");
            activity?.Dispose();
        }
    }
}
