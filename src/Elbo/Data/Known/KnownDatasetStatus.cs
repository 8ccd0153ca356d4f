namespace Elbo.Data.Known;

/// <summary>Whether a known data set is on this machine, and where.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Folder">The folder that holds all its files, or null.</param>
/// <param name="Searched">Every folder looked at, in order.</param>
internal sealed record KnownDatasetStatus(KnownDataset Dataset, string? Folder, IReadOnlyList<SearchedFolder> Searched)
{
    /// <summary>True where a folder holds all its files.</summary>
    public bool IsPresent => Folder is not null;

    /// <summary>Where it was looked for and what to put there, for a person to whom it is missing.</summary>
    public string Explain()
    {
        var looked = Searched.Count == 0 ? "nowhere" : string.Join("; ", Searched.Select(folder => Directory.Exists(folder.Path)
            ? $"{folder.Path} (lacks {string.Join(", ", folder.Missing)})"
            : $"{folder.Path} (no such folder)"));
        var put = Dataset.Source is null ? "Put" : $"Download it: elbo data fetch {Dataset.Name}. Or put";
        var spelling = Dataset.Source is { Kind: SourceKind.Archive } ? "" : " (each plain or with .gz)";
        return $"The data set {Dataset.Name} is not on this machine. Looked in: {looked}. "
            + $"{put} {string.Join(", ", Dataset.Files)}{spelling} into one of these folders, "
            + $"or set {DataPlaces.Variable} to a folder that has them in {Dataset.Name}/, "
            + "or give the path of a folder or file instead of the name.";
    }
}
