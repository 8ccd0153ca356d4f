namespace Elbo;

/// <summary>A model file that cannot be used: missing, damaged, or not of the expected content. The message names the file, the tensor and
/// the remedy.</summary>
public sealed class ModelFileException(string message, Exception? inner = null) : ElboException(message, inner);
