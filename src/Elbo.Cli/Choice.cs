using System.CommandLine;
using System.CommandLine.Parsing;
using Elbo.Analysis.Scoring;
using Elbo.Data.Tables;
using Elbo.Likelihoods;
using Elbo.Objectives;

namespace Elbo.Cli;

/// <summary>Options whose value is one of a few names: the values of an enum in kebab-case, and never their numbers.</summary>
internal static class Choice
{
    /// <summary>Names that are longer together stand in the description: the help's first column is as wide as its widest entry.</summary>
    private const int Widest = 36;

    /// <summary>The values by name.</summary>
    /// <param name="except">Values that nobody chooses.</param>
    public static IReadOnlyDictionary<string, T> Names<T>(params T[] except) where T : struct, Enum =>
        Enum.GetValues<T>().Except(except).ToDictionary(Json.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>An option that is null where it is not given.</summary>
    public static Option<T?> Option<T>(string name, string description, params T[] except) where T : struct, Enum
    {
        var names = Names(except);
        var all = string.Join('|', names.Keys);
        var fits = all.Length <= Widest;
        return new(name)
        {
            Description = fits ? description : $"{description} One of {string.Join(", ", names.Keys)}.",
            HelpName = fits ? all : "NAME",
            CustomParser = result => names.TryGetValue(result.Tokens[0].Value, out var value) ? value : Refuse(result, name, names.Keys),
        };

        static T? Refuse(ArgumentResult result, string name, IEnumerable<string> names)
        {
            result.AddError($"{name} was '{result.Tokens[0].Value}'; it must be one of {string.Join(", ", names)}.");
            return null;
        }
    }
}
