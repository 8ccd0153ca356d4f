namespace Elbo.Data.Images;

/// <summary>One file among many that is no image or a damaged one; the message is a clause that says what is wrong.</summary>
internal sealed class BadImageException(string message) : Exception(message);
