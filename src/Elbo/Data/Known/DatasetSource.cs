namespace Elbo.Data.Known;

/// <summary>What the files of a data set's publisher are, and so what is made of them.</summary>
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

/// <summary>A file to download.</summary>
/// <param name="Name">Its name on the server and on the disk.</param>
/// <param name="Md5">Its MD5 as its publisher or torchvision has it, lower-case; null where none is known, and counts and shapes are
/// checked alone.</param>
internal sealed record SourceFile(string Name, string? Md5);

/// <summary>Where a data set is published.</summary>
/// <param name="Kind">What its files are.</param>
/// <param name="Mirrors">Addresses that hold all files, each ending in <c>/</c>, in the order they are tried.</param>
/// <param name="Files">The files.</param>
internal sealed record DatasetSource(SourceKind Kind, IReadOnlyList<string> Mirrors, IReadOnlyList<SourceFile> Files)
{
    /// <summary>What the names of its files inside a zip begin with; null where there is none.</summary>
    public string? Prefix { get; init; }

    /// <summary>The name of a folder beside the data set's own that keeps the files, because other data sets are made of them too; null
    /// for its own folder.</summary>
    public string? SharedFolder { get; init; }
}
