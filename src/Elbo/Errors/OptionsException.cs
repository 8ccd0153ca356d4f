namespace Elbo;

/// <summary>Options that cannot be used. The message names every fault at once: what was found, what is allowed, what to do.</summary>
public sealed class OptionsException : ElboException
{
    /// <param name="faults">One sentence a fault; at least one.</param>
    public OptionsException(IReadOnlyList<string> faults) : base(string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <summary>One sentence a fault.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>Throws when there are faults.</summary>
    /// <exception cref="OptionsException">The list is not empty.</exception>
    internal static void ThrowIfAny(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
            throw new OptionsException(faults);
    }
}
