namespace Elbo.Bench;

/// <summary>One use of a trained model.</summary>
/// <param name="Operation"><c>encode</c>, <c>decode</c> or <c>reconstruct</c>.</param>
/// <param name="Examples">Examples in one call.</param>
/// <param name="Threads">Threads.</param>
/// <param name="ExamplesPerSecond">Throughput.</param>
/// <param name="PeakShare">Its matrix products' share of the processor's fp32 peak in the same round, from 0 to 1.</param>
internal sealed record InferenceTiming(string Operation, int Examples, int Threads, Spread ExamplesPerSecond, Spread PeakShare);
