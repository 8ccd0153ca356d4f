namespace Elbo.Bench;

/// <summary>One process that called <see cref="FirstStep.Run"/>.</summary>
/// <param name="Elapsed">From the request to start it until it reported that the step was done.</param>
/// <param name="PeakBytes">The peak resident memory that it reported, bytes.</param>
internal sealed record FirstStepRun(TimeSpan Elapsed, long PeakBytes);
