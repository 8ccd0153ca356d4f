using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Elbo.Data.Known;
using Elbo.Runs;
using Elbo.Settings;

namespace Elbo.Cli;

/// <summary>Completes a command line. A shell asks as it asks the dotnet tools: <c>elbo "[suggest:9]" "elbo train"</c>.</summary>
internal static class Suggestions
{
    private const string Begin = "[suggest", End = "]";

    /// <summary>True if a shell asks.</summary>
    public static bool IsAsked(string[] args) => args is [var first, _]
        && first.StartsWith(Begin, StringComparison.Ordinal) && first.EndsWith(End, StringComparison.Ordinal);

    /// <summary>The words that can complete the one at the cursor; none if the shell should suggest files.</summary>
    /// <param name="root">The program's verbs.</param>
    /// <param name="args">The directive, with the cursor's place in the line, and the line.</param>
    public static IEnumerable<string> For(Command root, string[] args)
    {
        var (line, place) = (args[1], args[0][Begin.Length..^End.Length].TrimStart(':'));
        if (int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) && cursor <= line.Length)
            line = line[..cursor];
        // The first word is the program, by whatever path.
        line = line.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var space ? line[(space + 1)..] : "";
        var word = line[(line.LastIndexOf(' ') + 1)..];
        return root.Parse(line).GetCompletions(line.Length).Select(item => item.InsertText ?? item.Label)
            .Where(text => text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (word.Length > 0 || text[0] is not ('-' or '/')))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    /// <summary>The run folders below <c>runs/</c>, where trainings leave them.</summary>
    public static IEnumerable<string> Runs(CompletionContext context) => !Directory.Exists("runs") ? []
        : Directory.EnumerateDirectories("runs").Where(RunFolder.IsAt).Select(path => path.Replace('\\', '/'));

    /// <summary>The known data sets.</summary>
    public static IEnumerable<string> Datasets(CompletionContext context) => DatasetCatalog.All.Select(set => set.Name);

    /// <summary>The recipes.</summary>
    public static IEnumerable<string> Recipes(CompletionContext context) => RecipeBook.Names;
}
