namespace Elbo;

/// <summary>
/// A failure that a person can mend: its message states what was found, what is allowed and what to do.
/// Every exception that Elbo raises on purpose for foreign input derives from it.
/// </summary>
public abstract class ElboException : Exception
{
    /// <summary>Letters of a message; of a longer one the middle is left out.</summary>
    internal const int LongestMessage = 4000;

    private const int Tail = 1000;

    /// <summary>A failure with its message, and what it came from.</summary>
    protected ElboException(string message, Exception? inner = null) : base(Readable(message), inner)
    {
    }

    /// <summary>
    /// Messages quote foreign files: a control character would command the terminal, and a name of a megabyte would flood it. Line ends stay.
    /// </summary>
    private static string Readable(string message) => Shortened(VisibleText.Of(Shortened(message)));

    // Twice: a control character takes six letters when it is made visible.
    private static string Shortened(string message) => message.Length <= LongestMessage ? message
        : $"{message.AsSpan(0, LongestMessage - Tail - 3)} … {message.AsSpan(message.Length - Tail)}";
}
