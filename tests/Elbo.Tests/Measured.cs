using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Elbo.Tests;

/// <summary>What a meter measures while this listens.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<Measurement> all = [];

    /// <param name="meter">The meter's name.</param>
    /// <param name="tag">Only measurements with this tag count, since other tests run at the same time.</param>
    /// <param name="value">The tag's value.</param>
    public Measured(string meter, string tag, string value)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == meter)
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, number, tags, _) => Add(instrument, number, tags));
        listener.SetMeasurementEventCallback<double>((instrument, number, tags, _) => Add(instrument, number, tags));
        listener.Start();

        void Add(Instrument instrument, double number, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var named = tags.ToArray().ToDictionary();
            if ((string?)named.GetValueOrDefault(tag) == value)
                all.Enqueue(new(instrument.Name, instrument.Unit, number, named));
        }
    }

    /// <summary>Instruments that have measured, with their units.</summary>
    public IEnumerable<(string Name, string? Unit)> Instruments => all.Select(one => (one.Instrument, one.Unit)).Distinct();

    /// <summary>An instrument's measurements, in order.</summary>
    public IReadOnlyList<Measurement> Of(string instrument) => [.. all.Where(one => one.Instrument == instrument)];

    public void Dispose() => listener.Dispose();

    internal sealed record Measurement(string Instrument, string? Unit, double Value, IReadOnlyDictionary<string, object?> Tags);
}

/// <summary>The activities of a source that end while this listens.</summary>
internal sealed class Traced : IDisposable
{
    private readonly ActivityListener listener;
    private readonly ConcurrentQueue<Activity> ended = [];

    public Traced(string source)
    {
        listener = new()
        {
            ShouldListenTo = one => one.Name == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public IReadOnlyList<Activity> Activities => [.. ended];

    public void Dispose() => listener.Dispose();
}
