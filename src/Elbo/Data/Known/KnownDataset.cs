namespace Elbo.Data.Known;

/// <summary>A data set that Elbo knows by name.</summary>
/// <param name="Name">The name to type: <c>mnist</c>.</param>
/// <param name="Description">What it shows, in a line.</param>
/// <param name="Shape">The shape of each image.</param>
/// <param name="Splits">Its splits as published: training first, test last.</param>
internal sealed record KnownDataset(string Name, string Description, ImageShape Shape, IReadOnlyList<KnownSplit> Splits)
{
    /// <summary>Where it is published; null for what comes with Elbo.</summary>
    internal DatasetSource? Source { get; init; }

    /// <summary>The names of its files; those of IDX may also end in <c>.gz</c>.</summary>
    public IReadOnlyList<string> Files => Source is { Kind: SourceKind.Archive } archive ? [.. archive.Files.Select(file => file.Name)] : [.. Splits.SelectMany(split => split.Files)];

    /// <summary>Looks for it on this machine.</summary>
    /// <param name="places">Where to look; null for the places of this process.</param>
    internal KnownDatasetStatus Locate(DataPlaces? places = null)
    {
        var searched = (places ?? DataPlaces.OfThisProcess()).FoldersOf(Name)
            .Select(folder => new SearchedFolder(folder, [.. Files.Where(file => IdxNames.Find(folder, file) is null)])).ToList();
        return new(this, searched.FirstOrDefault(folder => folder.Missing.Count == 0)?.Path, searched);
    }
}
