namespace Elbo.Data.Known;

/// <summary>A data set that Elbo knows by name.</summary>
/// <param name="Name">The name to type: <c>mnist</c>.</param>
/// <param name="Description">Its contents, in one line.</param>
/// <param name="Shape">The shape of each image.</param>
/// <param name="Splits">Its splits as published: training first, test last.</param>
internal sealed record KnownDataset(string Name, string Description, ImageShape Shape, IReadOnlyList<KnownSplit> Splits)
{
    /// <summary>Where it is published.</summary>
    internal required DatasetSource Source { get; init; }

    /// <summary>The names of its files; those of IDX may also end in <c>.gz</c>.</summary>
    public IReadOnlyList<string> Files => Source is { Kind: SourceKind.Archive } archive
        ? [.. archive.Files.Select(file => file.Name)]
        : [.. Splits.SelectMany(split => split.Files)];

    /// <param name="places">Where to look; null for the places of this process.</param>
    internal KnownDatasetStatus Locate(DataPlaces? places = null)
    {
        var searched = (places ?? DataPlaces.OfThisProcess()).FoldersOf(Name)
            .Select(folder => new SearchedFolder(folder, [.. Files.Where(file => IdxNames.Find(folder, file) is null)])).ToList();
        return new(this, searched.FirstOrDefault(folder => folder.Missing.Count == 0)?.Path, searched);
    }
}

/// <param name="Name"><c>train</c>, <c>validation</c> or <c>test</c>.</param>
/// <param name="Count">Its number of images.</param>
/// <param name="Prefix">Prefix of its file names: <c>train</c>, <c>t10k</c>, …</param>
/// <param name="HasLabels">True where a file of labels belongs to it.</param>
/// <param name="ImagesSha256">SHA-256 of the uncompressed IDX file of images, lower-case; null where it is not recorded.</param>
/// <param name="LabelsSha256">SHA-256 of the uncompressed IDX file of labels, lower-case; null where it is not recorded.</param>
internal sealed record KnownSplit(string Name, int Count, string Prefix, bool HasLabels, string? ImagesSha256, string? LabelsSha256)
{
    /// <summary>The names of its files, which may also end in <c>.gz</c>.</summary>
    public IReadOnlyList<string> Files => HasLabels
        ? [$"{Prefix}-images-idx3-ubyte", $"{Prefix}-labels-idx1-ubyte"]
        : [$"{Prefix}-images-idx3-ubyte"];
}

/// <summary>Format of a publisher's files.</summary>
internal enum SourceKind
{
    /// <summary>The IDX files themselves, gzipped.</summary>
    Idx,

    /// <summary>A zip of IDX files of several data sets, images on their side (EMNIST).</summary>
    EmnistZip,

    /// <summary>Images as lines of 0 and 1 (Larochelle's binarized MNIST).</summary>
    Amat,

    /// <summary>An archive that is read as it is (CIFAR-10).</summary>
    Archive,
}

/// <param name="Name">Its name on the server and on the disk.</param>
/// <param name="Md5">Its MD5 as its publisher or torchvision has it, lower-case; null where it is not recorded.</param>
internal sealed record SourceFile(string Name, string? Md5)
{
    /// <summary>SHA-256 of the uncompressed file, lower-case, which counts in place of the MD5: mirrors may compress differently. If both are null,
    /// only counts and shapes are checked.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The checksum in words.</summary>
    public string Checksum => Sha256 is null ? $"MD5 {Md5}" : $"SHA-256 {Sha256} when uncompressed";
}

/// <summary>Where a data set is published.</summary>
/// <param name="Kind">Format of its files.</param>
/// <param name="Mirrors">Addresses that hold all files, each ending in <c>/</c>, in the order they are tried.</param>
/// <param name="Files">The files.</param>
internal sealed record DatasetSource(SourceKind Kind, IReadOnlyList<string> Mirrors, IReadOnlyList<SourceFile> Files)
{
    /// <summary>Prefix of its files inside a zip; null if there is none.</summary>
    public string? Prefix { get; init; }

    /// <summary>The name of a folder next to the data set's own that keeps the files, because other data sets are made of them too; null
    /// for its own folder.</summary>
    public string? SharedFolder { get; init; }
}

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
        var spelling = Dataset.Source is { Kind: SourceKind.Archive } ? "" : " (each plain or with .gz)";
        return $"The data set {Dataset.Name} is not on this machine. Looked in: {looked}. "
            + $"Download it: elbo data fetch {Dataset.Name}, or in C# Datasets.Fetch(\"{Dataset.Name}\", client). "
            + $"Or put {string.Join(", ", Dataset.Files)}{spelling} into one of these folders, "
            + $"or set {DataPlaces.Variable} to a folder that has them in {Dataset.Name}/, "
            + "or give the path of a folder or file instead of the name.";
    }
}

/// <summary>A folder in which a known data set was looked for.</summary>
/// <param name="Path">The folder's full path; it need not exist.</param>
/// <param name="Missing">The files that it lacks; empty where the data set is complete there.</param>
internal sealed record SearchedFolder(string Path, IReadOnlyList<string> Missing);
