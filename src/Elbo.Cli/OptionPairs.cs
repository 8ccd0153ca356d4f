using System.CommandLine;

namespace Elbo.Cli;

/// <summary>Options that have a meaning only together with others; ignoring them would answer a different question.</summary>
internal static class OptionPairs
{
    /// <summary>Whether a person gave the option.</summary>
    public static bool Has(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The names of the options that a person gave.</summary>
    public static string[] NamesOf(this ParseResult parsed, params ReadOnlySpan<Option> options)
    {
        var names = new List<string>();
        foreach (var option in options)
            if (parsed.Has(option))
                names.Add(option.Name);
        return [.. names];
    }

    /// <summary>Throws if one is given and does nothing.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="pairs">The option, whether it does something here, and what it needs, such as <c>--by nll</c>.</param>
    /// <exception cref="OptionsException">One or more are given and do nothing.</exception>
    public static void ThrowIfIdle(this ParseResult parsed, params ReadOnlySpan<(Option Option, bool IsUsed, string Needs)> pairs)
    {
        var faults = new List<string>();
        foreach (var (option, isUsed, needs) in pairs)
            if (!isUsed && parsed.Has(option))
                faults.Add($"{option.Name} was given, but does nothing without {needs}. Add {needs}, or leave {option.Name} out.");
        if (faults.Count > 0)
            throw new OptionsException(faults);
    }
}
