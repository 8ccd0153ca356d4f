namespace Elbo.Studio;

/// <summary>The studio cannot start, or cannot do what a page requested. The message says what to do.</summary>
public sealed class StudioException(string message, Exception? inner = null) : ElboException(message, inner);
