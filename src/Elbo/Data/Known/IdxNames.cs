namespace Elbo.Data.Known;

/// <summary>The names that MNIST gave to its files, by which the files of one data set find each other.</summary>
internal static class IdxNames
{
    public static readonly IReadOnlyList<string> Train = ["train"];

    public static readonly IReadOnlyList<string> Validation = ["valid", "validation"];

    public static readonly IReadOnlyList<string> Test = ["t10k", "test"];

    /// <summary>The file of that name in the folder, plain or with <c>.gz</c>, and also where a dot stands before <c>idx</c>
    /// (<c>train-images.idx3-ubyte</c>); null if there is none.</summary>
    public static string? Find(string folder, string name)
    {
        string[] spellings = [name, name.Replace("-idx", ".idx", StringComparison.Ordinal)];
        return spellings.SelectMany(spelling => new[] { spelling, spelling + ".gz" })
            .Select(spelling => Path.Combine(folder, spelling)).FirstOrDefault(File.Exists);
    }

    /// <summary>The file of images of a split in a folder, or null.</summary>
    public static string? FindImages(string folder, IEnumerable<string> prefixes) =>
        prefixes.Select(prefix => Find(folder, $"{prefix}-images-idx3-ubyte")).FirstOrDefault(path => path is not null);

    /// <summary>The file of labels that belongs to a file of images: <c>images</c> in its name becomes <c>labels</c>, <c>idx3</c>
    /// <c>idx1</c>.</summary>
    public static string? FindLabels(string imagesPath)
    {
        var name = Plain(imagesPath);
        var labels = name.Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal);
        return name.Contains("images", StringComparison.Ordinal) ? Find(Folder(imagesPath), labels) : null;
    }

    /// <summary>The file of another split, next to a file of training images: <c>train</c> in its name becomes that split's prefix.</summary>
    public static string? FindSplit(string trainPath, IEnumerable<string> prefixes)
    {
        var name = Plain(trainPath);
        return name.StartsWith(Train[0], StringComparison.Ordinal)
            ? prefixes.Select(prefix => Find(Folder(trainPath), prefix + name[Train[0].Length..])).FirstOrDefault(path => path is not null)
            : null;
    }

    private static string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static string Plain(string path)
    {
        var name = Path.GetFileName(path);
        var plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return plain.Replace(".idx", "-idx", StringComparison.Ordinal);
    }
}
