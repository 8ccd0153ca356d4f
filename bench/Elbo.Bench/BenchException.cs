namespace Elbo.Bench;

/// <summary>A benchmark that could not be run. The message says why and what to do.</summary>
internal sealed class BenchException(string message, Exception? inner = null) : ElboException(message, inner);
