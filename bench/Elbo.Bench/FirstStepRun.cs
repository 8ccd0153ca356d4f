namespace Elbo.Bench;

/// <summary>One process that called <see cref="FirstStep.Run"/>.</summary>
/// <param name="Elapsed">From the request to start it until it said that the step was done.</param>
/// <param name="PeakBytes">What it said: the most memory that it had resident.</param>
public sealed record FirstStepRun(TimeSpan Elapsed, long PeakBytes);
