namespace Elbo;

/// <summary>
/// A failure that a person can mend: its message states what was found, what is allowed and what to do.
/// Every exception that Elbo raises on purpose for foreign input derives from it.
/// </summary>
public abstract class ElboException : Exception
{
    /// <summary>A failure with its message, and what it came from.</summary>
    protected ElboException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
