namespace Elbo;

/// <summary>Data that cannot be used: missing, damaged, or not what its options say. The message names the file and the remedy.</summary>
public sealed class DataException(string message, Exception? inner = null) : ElboException(message, inner);
