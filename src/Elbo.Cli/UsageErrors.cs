using System.CommandLine;
using System.CommandLine.Parsing;
using Elbo.Files;

namespace Elbo.Cli;

/// <summary>What is wrong with a command line, a line each: what was found, what is allowed, what was perhaps meant.</summary>
internal static class UsageErrors
{
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var (command, path) = (parsed.CommandResult.Command, CommandPath(parsed));
        var unmatched = parsed.UnmatchedTokens;
        if (command.Subcommands.Count > 0 && unmatched.FirstOrDefault(token => !IsOption(token)) is { } verb)
            return [$"'{verb}' is not a verb of {path}.{NearestName.Question(verb, command.Subcommands.Select(known => known.Name))}"];

        var lines = unmatched.Where(IsOption)
            .Select(option => $"{option} is not an option of {path}.{NearestName.Question(option, Options(parsed).Select(known => known.Name))}").ToList();
        // What follows an unknown option is its value more often than a word too many.
        if (lines.Count == 0)
            lines.AddRange(unmatched.Select(word => $"'{word}' is one word too many for {path}. Leave it out, or put quotes around a name with spaces."));
        lines.AddRange(parsed.Errors.Select(Message).Where(message => !unmatched.Any(token => message.Contains($"'{token}'", StringComparison.Ordinal))));
        return lines;
    }

    /// <summary>The message; the parser's own for a failed conversion names a .NET type and is replaced.</summary>
    private static string Message(ParseError error) =>
        error.SymbolResult is OptionResult { Tokens: [var token] } result && Kind(result.Option.ValueType) is { } kind
        && error.Message.Contains(result.Option.ValueType.ToString(), StringComparison.Ordinal)
            ? $"{result.Option.Name} was '{token.Value}'; it must be {kind}."
            : error.Message;

    private static string? Kind(Type type)
    {
        var number = Nullable.GetUnderlyingType(type) ?? type;
        return number == typeof(int) ? $"a whole number of at most {int.MaxValue}"
            : number == typeof(ulong) ? $"a whole number from 0 to {ulong.MaxValue}"
            : number == typeof(double) ? "a number, such as 0.5"
            : null;
    }

    /// <summary>The verbs to the one at hand: <c>elbo data list</c>.</summary>
    public static string CommandPath(ParseResult parsed) => string.Join(' ', Commands(parsed).Reverse().Select(command => command.Name));

    private static IEnumerable<Option> Options(ParseResult parsed) =>
        Commands(parsed).SelectMany((command, distance) => command.Options.Where(option => distance == 0 || option.Recursive));

    private static IEnumerable<Command> Commands(ParseResult parsed)
    {
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as CommandResult)
            yield return command.Command;
    }

    private static bool IsOption(string token) => token.StartsWith("--", StringComparison.Ordinal) || token.Length == 2 && token[0] == '-';
}
