namespace Elbo.Bench;

/// <summary>One training step on pixels of one place.</summary>
/// <param name="Net">The network.</param>
/// <param name="Engine">Who did it.</param>
/// <param name="Pixels">Where the pixels were: <c>in memory</c>, <c>memory-mapped</c>, or <c>memory-mapped, read ahead</c>.</param>
/// <param name="Bytes">How many there were.</param>
/// <param name="Batch">Examples in a step.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Milliseconds">The time of a step.</param>
/// <param name="TimesMemory">How many times as fast as from memory, round by round; 1 is the same.</param>
/// <param name="ExamplesPerSecond">At the median time.</param>
public sealed record DataTiming(
    string Net, string Engine, string Pixels, long Bytes, int Batch, int Threads, Spread Milliseconds, Spread TimesMemory, double ExamplesPerSecond);
