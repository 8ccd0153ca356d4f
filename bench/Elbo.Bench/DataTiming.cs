namespace Elbo.Bench;

/// <summary>One training step on pixels from one source.</summary>
/// <param name="Net">The network.</param>
/// <param name="Engine">The engine.</param>
/// <param name="Pixels">Where the pixels were: <c>in memory</c>, <c>memory-mapped</c>, or <c>memory-mapped, read ahead</c>.</param>
/// <param name="Bytes">Size of the pixels.</param>
/// <param name="Batch">Examples in a step.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Milliseconds">The time of a step.</param>
/// <param name="TimesMemory">Speed relative to training from memory, round by round; 1 is equal.</param>
/// <param name="ExamplesPerSecond">At the median time.</param>
internal sealed record DataTiming(
    string Net, string Engine, string Pixels, long Bytes, int Batch, int Threads, Spread Milliseconds, Spread TimesMemory, double ExamplesPerSecond);
