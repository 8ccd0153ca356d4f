using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Elbo.Inference;

/// <summary>
/// One call of a model as metrics and a trace. Reads no clock and makes nothing while nobody listens. Names and units follow
/// https://opentelemetry.io/docs/specs/semconv/general/naming/ and https://opentelemetry.io/docs/specs/semconv/general/metrics/.
/// </summary>
internal readonly struct InferenceRequest : IDisposable
{
    /// <summary>The name of the meter and of the source of activities.</summary>
    public const string Name = "Elbo.Inference";

    private const string Model = "elbo.model", Operation = "elbo.operation", ErrorType = "error.type";

    private static readonly string? Version = typeof(InferenceRequest).Assembly.GetName().Version?.ToString(3);
    private static readonly Meter Meter = new(Name, Version);
    private static readonly ActivitySource Source = new(Name, Version);

    private static readonly Counter<long> Requests =
        Meter.CreateCounter<long>("elbo.inference.requests", "{request}", "Calls of a model, failed ones too.");

    private static readonly Counter<long> Examples =
        Meter.CreateCounter<long>("elbo.inference.examples", "{example}", "Examples that went through a model.");

    private static readonly Counter<long> Failures =
        Meter.CreateCounter<long>("elbo.inference.failures", "{failure}", "Calls that ended with an exception, cancelled ones too.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "elbo.inference.duration", "s", "Duration of a call, all its batches; the first one also loads the file.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });

    private readonly string model, operation;
    private readonly Activity? activity;
    private readonly long started;

    private InferenceRequest(string model, string operation)
    {
        (this.model, this.operation) = (model, operation);
        activity = Source.HasListeners() ? Source.StartActivity($"elbo {operation}") : null;
        activity?.SetTag(Model, model).SetTag(Operation, operation);
        started = Duration.Enabled ? TimeProvider.System.GetTimestamp() : 0;
    }

    /// <summary>Starts a call.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="operation">What is computed: encode, decode, reconstruct, score.</param>
    public static InferenceRequest Start(string model, string operation) => new(model, operation);

    public void Succeeded(int examples)
    {
        Requests.Add(1, new(Model, model), new(Operation, operation));
        Examples.Add(examples, new(Model, model), new(Operation, operation));
        if (started != 0)
            Duration.Record(TimeProvider.System.GetElapsedTime(started).TotalSeconds, new(Model, model), new(Operation, operation));
        activity?.SetTag("elbo.examples", examples);
    }

    /// <summary>To be called in the filter of a catch clause.</summary>
    /// <returns>False: the exception goes on to the caller.</returns>
    public bool Failed(Exception e)
    {
        var type = e.GetType().FullName;
        Requests.Add(1, new(Model, model), new(Operation, operation));
        Failures.Add(1, new(Model, model), new(Operation, operation), new(ErrorType, type));
        if (started != 0)
            Duration.Record(TimeProvider.System.GetElapsedTime(started).TotalSeconds, new(Model, model), new(Operation, operation), new(ErrorType, type));
        activity?.SetTag(ErrorType, type).SetStatus(ActivityStatusCode.Error, e.Message);
        return false;
    }

    public void Dispose() => activity?.Dispose();
}
