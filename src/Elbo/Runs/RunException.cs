namespace Elbo.Runs;

/// <summary>A run folder that cannot be created, read or continued. The message names the folder and the remedy.</summary>
public sealed class RunException(string message, Exception? inner = null) : ElboException(message, inner);
