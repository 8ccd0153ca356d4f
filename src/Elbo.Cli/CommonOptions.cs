using System.CommandLine;
using System.Globalization;
using Elbo.Data.Tables;

namespace Elbo.Cli;

/// <summary>Options and arguments that several verbs share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Print stack traces of failures.", Recursive = true };

    /// <summary>Read before parsing, by <see cref="Plugins"/>; here it is only known to the parser.</summary>
    public static Option<string[]> Plugin { get; } = new(Plugins.Option)
    {
        Description = "Load an assembly with kinds of its own: nets, posteriors, priors, likelihoods, objectives, schedules. May be repeated.",
        HelpName = "FILE.dll",
        Recursive = true,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>An option with a value.</summary>
    public static Option<T> Value<T>(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    /// <summary>An option with a value, which is <paramref name="standard"/> if the option is absent.</summary>
    public static Option<T> Value<T>(string name, string value, string description, T standard)
    {
        var option = Value<T>(name, value, description);
        option.DefaultValueFactory = _ => standard;
        return option;
    }

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on standard output and nothing else there." };

    public static Argument<string> Run() => new("RUN")
    {
        Description = "A run folder, as elbo train makes it.",
        CompletionSources = { Suggestions.Runs },
    };

    /// <summary>The place of the run's own data.</summary>
    public static Option<string?> Data() => Value<string?>("--data", "DATA", "The run's data, if it has moved (where run.json says, or above the run).");

    public static Option<string> Device() => new("--device")
    {
        Description = "Where to compute: cpu, cuda or cuda:N.",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => "cpu",
    };

    public static Option<bool> Force() => new("--force") { Description = "Replace what is there." };

    public static Option<string> Split()
    {
        var split = CommonOptions.Value<string>("--split", "SPLIT", "test, validation or train.", "test");
        return split.AcceptOnlyFromAmong("test", "validation", "train");
    }

    /// <summary>Whole numbers with commas between them.</summary>
    public static Option<int[]?> Indices(string name, string description, string help) => new(name)
    {
        Description = description,
        HelpName = help,
        CustomParser = result =>
        {
            var numbers = new List<int>();
            foreach (var part in result.Tokens[0].Value.Split(','))
                if (int.TryParse(part, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
                    numbers.Add(number);
                else
                {
                    result.AddError($"{name} was '{result.Tokens[0].Value}'; it must be whole numbers separated by commas, such as {name} 3,7.");
                    return null;
                }
            return [.. numbers];
        },
    };

    /// <summary>Distinct words with commas between them, trimmed, and quoted as in a CSV file where one holds a comma; null if the option is absent.</summary>
    public static Option<string[]?> List(string name, string description, string help) => new(name)
    {
        Description = description,
        HelpName = help,
        CustomParser = result =>
        {
            string[] words = [.. ColumnWords.ReadNames(result.Tokens[0].Value).Distinct()];
            if (!words.Contains(""))
                return words;
            result.AddError($"{name} was '{result.Tokens[0].Value}'; "
                + $"it must be one or more words with commas between them, none of them empty, such as {name} 3,7.");
            return null;
        },
    };

    /// <summary>The condition that takes the place of the examples' own.</summary>
    public static Option<string[]?> Condition() => new("--given")
    {
        Description = "Runs with a condition: the value of each of its columns, such as label=3, or any; of elbo score also best, which tries every class; "
            + "elbo sample of a run with --condition-region takes the images to complete (each example's own).",
        HelpName = "NAME=VALUE,…",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result => [.. result.Tokens.SelectMany(token => ColumnWords.ReadNames(token.Value))],
    };

    /// <summary>Null if the option is absent; the parser would return an empty array.</summary>
    public static string[]? Given(ParseResult parsed, Option<string[]?> option) => parsed.GetResult(option) is null ? null : parsed.GetValue(option);

    /// <inheritdoc cref="Given(ParseResult, Option{string[]})"/>
    public static int[]? Given(ParseResult parsed, Option<int[]?> option) => parsed.GetResult(option) is null ? null : parsed.GetValue(option);
}
