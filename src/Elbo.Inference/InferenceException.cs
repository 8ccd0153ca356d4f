namespace Elbo.Inference;

/// <summary>An exported model that cannot be used: missing, damaged, or not exported by Elbo. The message names the file and the remedy.</summary>
/// <param name="message">What was found, what is allowed, what to do.</param>
/// <param name="inner">The exception of ONNX Runtime.</param>
public sealed class InferenceException(string message, Exception? inner = null) : Exception(message, inner);
