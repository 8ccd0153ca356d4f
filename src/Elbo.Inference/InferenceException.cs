namespace Elbo.Inference;

/// <summary>An exported model that cannot be used: missing, damaged, or not of Elbo's making. The message names the file and the remedy.</summary>
/// <param name="message">What was found, what is allowed, what to do.</param>
/// <param name="inner">What ONNX Runtime said.</param>
public sealed class InferenceException(string message, Exception? inner = null) : Exception(message, inner);
