using System.CommandLine;
using System.Runtime.CompilerServices;

namespace Elbo.Cli;

/// <summary>Examples, headings and choices for help pages; the parser keeps only names and descriptions.</summary>
internal static class HelpNotes
{
    private static readonly ConditionalWeakTable<Command, string[]> ExamplesOf = [];
    private static readonly ConditionalWeakTable<Option, OptionNote> Notes = [];

    /// <summary>Adds examples to a verb's page. They can be copied.</summary>
    public static Command WithExamples(this Command command, params string[] examples)
    {
        ExamplesOf.AddOrUpdate(command, examples);
        return command;
    }

    /// <summary>Puts an option under a heading of its verb's page.</summary>
    /// <param name="option">The option.</param>
    /// <param name="group">The heading.</param>
    /// <param name="isRare">True if only <c>--help-all</c> shows it.</param>
    /// <param name="choices">Its values, each with what it is, for <c>--help-all</c>.</param>
    public static T Under<T>(this T option, string group, bool isRare = false, IReadOnlyList<(string Name, string Summary)>? choices = null)
        where T : Option
    {
        Notes.AddOrUpdate(option, new(group, isRare, choices ?? []));
        return option;
    }

    public static IReadOnlyList<string> Examples(Command command) => ExamplesOf.TryGetValue(command, out var examples) ? examples : [];

    public static OptionNote Note(Option option) => Notes.TryGetValue(option, out var note) ? note : OptionNote.None;
}

/// <summary>An option's place on a help page.</summary>
/// <param name="Group">The heading; empty for that of options without one.</param>
/// <param name="IsRare">True if only <c>--help-all</c> shows it.</param>
/// <param name="Choices">Its values, each with what it is.</param>
internal sealed record OptionNote(string Group, bool IsRare, IReadOnlyList<(string Name, string Summary)> Choices)
{
    public static OptionNote None { get; } = new("", false, []);
}
