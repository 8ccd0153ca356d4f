namespace Elbo.Bench;

/// <summary>A fresh process that loads MNIST and trains one step with the automatically chosen engine.</summary>
/// <param name="Seconds">From the request to start it until it reported that the step was done.</param>
/// <param name="PeakBytes">Its peak resident memory.</param>
internal sealed record StartTiming(Spread Seconds, long PeakBytes);
