namespace Elbo.Bench;

/// <summary>One training step by one engine.</summary>
/// <param name="Net">The network, <c>784-512-512-z20-512-784</c>.</param>
/// <param name="Width">The width of its hidden layers, or of its smallest map.</param>
/// <param name="Batch">Examples in a step.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Objective">The objective, such as <c>IWAE(5), DReG</c>.</param>
/// <param name="Engine">The engine.</param>
/// <param name="Milliseconds">The time of a step.</param>
/// <param name="TimesEager">Speed relative to the eager engine in the same rounds; null if that was not measured.</param>
/// <param name="PeakShare">The matrix products' share of the processor's fp32 peak in the same round, from 0 to 1.</param>
/// <param name="ExamplesPerSecond">At the median time.</param>
/// <param name="SecondsPerEpoch">For MNIST's 60,000 examples, at the median time, excluding evaluation.</param>
internal sealed record StepTiming(
    string Net, int Width, int Batch, int Threads, string Objective, string Engine,
    Spread Milliseconds, Spread? TimesEager, Spread PeakShare, double ExamplesPerSecond, double SecondsPerEpoch);
