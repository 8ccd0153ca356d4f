namespace Elbo.Compute.Native;

/// <summary>
/// libtorch, the native engine under TorchSharp, cannot be loaded here. The message says what is missing and what to install.
/// </summary>
public sealed class LibtorchException(string message, Exception? inner = null) : ElboException(message, inner);
