using System.CommandLine;
using System.CommandLine.Completions;
using Elbo.Analysis.Scoring;
using Elbo.Data.Tables;
using Elbo.Files;

namespace Elbo.Cli;

/// <summary>Options whose value is one of a few names: the values of an enum in kebab-case, and never their numbers.</summary>
internal static class Choice
{
    /// <summary>Longer lists of names go into the description: the help's first column is as wide as its widest entry.</summary>
    private const int Widest = 36;

    /// <summary>The values by name.</summary>
    /// <param name="except">Values that nobody chooses.</param>
    public static IReadOnlyDictionary<string, T> Names<T>(params T[] except) where T : struct, Enum =>
        Enum.GetValues<T>().Except(except).ToDictionary(Json.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>An option that is null if it is not given.</summary>
    public static Option<T?> Option<T>(string name, string description, params T[] except) where T : struct, Enum
    {
        var names = Names(except);
        return Option<T?>(name, description, [.. names.Keys], chosen => names[chosen]);
    }

    /// <summary>An option whose value is one of some names; null if it is not given.</summary>
    public static Option<string?> Option(string name, string description, IReadOnlyList<string> names) =>
        Option<string?>(name, description, names, chosen => chosen);

    private static Option<T> Option<T>(string name, string description, IReadOnlyList<string> names, Func<string, T> value)
    {
        var all = string.Join('|', names);
        var fits = all.Length <= Widest;
        return new(name)
        {
            Description = fits ? description : $"{description} One of {string.Join(", ", names)}.",
            HelpName = fits ? all : "NAME",
            CompletionSources = { _ => names.Select(choice => new CompletionItem(choice)) },
            CustomParser = result =>
            {
                if (names.FirstOrDefault(one => one.Equals(result.Tokens[0].Value, StringComparison.OrdinalIgnoreCase)) is { } chosen)
                    return value(chosen);
                result.AddError($"{name} was '{result.Tokens[0].Value}'; it must be one of {string.Join(", ", names)}."
                    + NearestName.Question(result.Tokens[0].Value, names));
                return default!;
            },
        };
    }
}
