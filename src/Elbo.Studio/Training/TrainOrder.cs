using Elbo.Files;

namespace Elbo.Studio.Training;

/// <summary>The training that the form requests.</summary>
/// <param name="Name">The run's name below the studio's folder.</param>
/// <param name="Data">The data set; null for the recipe's.</param>
/// <param name="Recipe">The recipe; null for none.</param>
/// <param name="Options">Values by option name; absent options keep their defaults.</param>
public sealed record TrainOrder(string Name, string? Data, string? Recipe, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>A path below the studio's folder in place of a data set; null for none.</summary>
    public string? File { get; init; }

    /// <summary>Kinds of columns as <c>--columns</c> takes them; empty for those found.</summary>
    public string Columns { get; init; } = "";

    /// <summary>How images are read, by option name; empty for what is found.</summary>
    public IReadOnlyDictionary<string, string> Reading { get; init; } = new Dictionary<string, string>();

    /// <summary>The words after <c>elbo train</c>. Each value is one word with its option, so that none can be mistaken for another option.</summary>
    public IReadOnlyList<string> Words(string folder) =>
        [.. Source(folder), .. Values(folder).Select(value => $"--{value.Option}={value.Value}")];

    /// <summary>The equivalent command, as typed in a shell.</summary>
    public string Command(string folder)
    {
        var options = Values(folder).SelectMany(value => CommandWords.Option($"--{value.Option}", value.Value));
        return ((string[])["elbo", "train", .. Source(folder), .. options]).AsTyped();
    }

    private string[] Source(string folder) => File is not null ? [Path.Combine(folder, File)] : Data is not null ? [Data] : [];

    private IEnumerable<(string Option, string Value)> Values(string folder)
    {
        if (Recipe is not null)
            yield return ("recipe", Recipe);
        if (Columns.Length > 0)
            yield return ("columns", Columns);
        foreach (var (option, value) in Reading.Concat(Options))
            if (value.Trim() is { Length: > 0 } given)
                yield return (option, given);
        yield return ("out", Path.Combine(folder, Name));
    }
}
