namespace Elbo.Bench;

/// <summary>A fresh process that loads MNIST and trains one step with the engine that is chosen by itself.</summary>
/// <param name="Seconds">From the request to start it until it said that the step was done.</param>
/// <param name="PeakBytes">The most memory that it ever had resident.</param>
public sealed record StartTiming(Spread Seconds, long PeakBytes);
