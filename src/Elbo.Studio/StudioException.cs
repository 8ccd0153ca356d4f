namespace Elbo.Studio;

/// <summary>The studio cannot start, or cannot do what a page asked for. The message says what to do.</summary>
public sealed class StudioException(string message, Exception? inner = null) : ElboException(message, inner);
