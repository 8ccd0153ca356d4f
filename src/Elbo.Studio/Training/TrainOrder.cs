namespace Elbo.Studio.Training;

/// <summary>What the form asks for.</summary>
/// <param name="Name">The run's name below the studio's folder.</param>
/// <param name="Data">The data set; null for the recipe's.</param>
/// <param name="Recipe">The recipe; null for none.</param>
/// <param name="Options">Values by option name; what is not there keeps its default.</param>
public sealed record TrainOrder(string Name, string? Data, string? Recipe, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The words after <c>elbo train</c>. Each value is one word with its option, so that none can pass for another option.</summary>
    public IReadOnlyList<string> Words(string folder) =>
    [
        .. Data is null ? Array.Empty<string>() : [Data],
        .. Recipe is null ? Array.Empty<string>() : [$"--recipe={Recipe}"],
        .. Options.Where(option => option.Value.Trim().Length > 0).Select(option => $"--{option.Key}={option.Value.Trim()}"),
        $"--out={Path.Combine(folder, Name)}",
    ];

    /// <summary>The command that does the same, for people.</summary>
    public string Command => string.Join(' ', ["elbo train", .. Words("runs").Select(word => word.Contains(' ') ? $"\"{word}\"" : word)]);
}
