using System.CommandLine;
using System.Reflection;

namespace Elbo.Cli;

/// <summary>The page of <c>elbo --help</c>: where to start, and the verbs in groups.</summary>
internal static class RootPage
{
    private static readonly (string Heading, string[] Verbs)[] Groups =
    [
        ("Train", ["train", "recipes", "reproduce", "data"]),
        ("Judge", ["evaluate", "judge", "compare", "report", "reconstruct", "sample", "manifold", "traverse", "interpolate", "studio"]),
        ("Use", ["encode", "decode", "score", "classify", "impute", "denoise"]),
        ("Ship", ["export", "import"]),
    ];

    public static IEnumerable<string> Lines(Command root, int width)
    {
        var verbs = root.Subcommands.Where(verb => !verb.Hidden).ToList();
        var rest = verbs.Where(verb => !Groups.Any(group => group.Verbs.Contains(verb.Name)));
        yield return root.Description!;
        yield return "";
        yield return "Usage: elbo VERB [options]";
        yield return "";
        yield return "Start here:";
        foreach (var line in HelpColumns.Lines(
            [("elbo train mnist", "train on images that Elbo brings: a minute or two"), ("elbo studio", "train, and look at runs, in the browser")], width))
            yield return line;
        foreach (var (heading, group) in Groups.Select(group => (group.Heading, Verbs: group.Verbs.SelectMany(name => verbs.Where(verb => verb.Name == name))))
            .Append(("This machine and this program", rest)))
        {
            yield return "";
            yield return $"{heading}:";
            foreach (var line in HelpColumns.Lines([.. group.Select(verb => (verb.Name, verb.Description ?? ""))], width))
                yield return line;
        }
        yield return "";
        foreach (var line in HelpColumns.Lines(
            [
                ("elbo VERB --help", "a verb's options, with examples"), ("elbo VERB --help-all", "the seldom used ones too"),
                ("elbo --version", "the version"),
            ], width))
            yield return line;
        if (Repository is { } address)
        {
            yield return "";
            yield return $"Guide and reference: {address.TrimEnd('/')}/tree/main/docs";
        }
    }

    /// <summary>Where the build says that its sources are; null from a clone without a remote.</summary>
    private static string? Repository => typeof(RootPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(data => data.Key == "RepositoryUrl")?.Value is { Length: > 0 } url && url.StartsWith("https://", StringComparison.Ordinal)
            ? url.EndsWith(".git", StringComparison.Ordinal) ? url[..^4] : url : null;
}
