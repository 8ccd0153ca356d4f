using System.CommandLine;

namespace Elbo.Cli;

/// <summary>The help page of a verb: what it does, its arguments, its options in groups, examples.</summary>
internal static class VerbPage
{
    private const string Ungrouped = "Options";

    /// <summary>A page of more options shows only those that are often used.</summary>
    private const int MostOptions = 24;

    public static IEnumerable<string> Lines(Command command, int width, bool showsAll)
    {
        foreach (var line in HelpColumns.Wrap(command.Description ?? "", width))
            yield return line;
        yield return "";
        yield return $"Usage: {Usage(command)}";
        if (command.Subcommands.Count > 0)
            foreach (var line in Section("Verbs", [.. command.Subcommands.Select(verb => (verb.Name, verb.Description ?? ""))]))
                yield return line;
        if (command.Arguments.Count > 0)
            foreach (var line in Section("Arguments", [.. command.Arguments.Select(argument => (argument.Name, Words(argument)))]))
                yield return line;

        var options = Options(command).Where(option => !option.Hidden).ToList();
        var shown = options.Where(option => showsAll || options.Count <= MostOptions || !HelpNotes.Note(option).IsRare).ToList();
        foreach (var group in shown.GroupBy(option => HelpNotes.Note(option).Group is { Length: > 0 } name ? name : Ungrouped).OrderBy(Place))
            foreach (var line in Section(group.Key, [.. group.SelectMany(option => Entries(option, showsAll))]))
                yield return line;
        if (shown.Count < options.Count)
        {
            yield return "";
            yield return $"{options.Count - shown.Count} more options: {Path(command)} --help-all";
        }
        if (HelpNotes.Examples(command) is { Count: > 0 } examples)
        {
            yield return "";
            yield return "Examples:";
            foreach (var example in examples)
                yield return "  " + example;
        }

        IEnumerable<string> Section(string heading, IReadOnlyList<(string, string)> entries) => ["", $"{heading}:", .. HelpColumns.Lines(entries, width)];
    }

    /// <summary>A verb with those above it: <c>elbo data list</c>.</summary>
    private static string Path(Command command) => string.Join(' ', Above(command).Reverse().Select(one => one.Name));

    private static IEnumerable<Command> Above(Command command)
    {
        for (var at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
            yield return at;
    }

    private static string Usage(Command command) => string.Join(' ',
    [
        Path(command),
        .. command.Subcommands.Count > 0 ? ["VERB"] : Array.Empty<string>(),
        .. command.Arguments.Select(argument => (argument.Arity.MinimumNumberOfValues, argument.Arity.MaximumNumberOfValues) switch
        {
            (0, 1) => $"[{argument.Name}]",
            (0, _) => $"[{argument.Name} …]",
            (_, 1) => argument.HasDefaultValue ? $"[{argument.Name}]" : argument.Name,
            _ => $"{argument.Name} …",
        }),
        "[options]",
    ]);

    /// <summary>The options of a verb and, at the end, those of every verb.</summary>
    private static IEnumerable<Option> Options(Command command) =>
        command.Options.Concat(Above(command).Skip(1).SelectMany(above => above.Options.Where(option => option.Recursive)));

    /// <summary>Groups come in the order in which a training is thought of; what a verb does not group comes last.</summary>
    private static int Place(IGrouping<string, Option> group) => HelpGroups.All.IndexOf(group.Key) is >= 0 and var place ? place : HelpGroups.All.Length;

    private static IEnumerable<(string, string)> Entries(Option option, bool showsAll)
    {
        var choices = showsAll ? HelpNotes.Note(option).Choices : [];
        return [(Term(option), Words(option)), .. choices.Select(choice => ($"    {choice.Name}", choice.Summary + "."))];
    }

    private static string Term(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(alias => alias.Length == 2 && alias[0] == '-').Append(option.Name));
        return option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool) ? names : $"{names} {option.HelpName ?? "VALUE"}";
    }

    private static string Words(Option option) => option is { HasDefaultValue: true, HelpName: not null }
        ? WithDefault(option.Description ?? "", option.GetDefaultValue()) : option.Description ?? "";

    private static string Words(Argument argument) => argument.HasDefaultValue
        ? WithDefault(argument.Description ?? "", argument.GetDefaultValue()) : argument.Description ?? "";

    /// <summary>The default goes before the full stop, in parentheses, as settings have it.</summary>
    private static string WithDefault(string words, object? value) =>
        value is null or bool || Setting.Text(value) is not { Length: > 0 } text || words.Contains($"({text}", StringComparison.Ordinal) ? words
        : words.EndsWith('.') ? $"{words[..^1]} ({text})." : $"{words} ({text})";
}
