using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Elbo.Data.Images;

/// <summary>One image file, where it goes.</summary>
/// <param name="Entry">Its place among the files.</param>
/// <param name="Path">Its path below the folder that holds them all.</param>
/// <param name="Split">0 train, 1 validation, 2 test.</param>
/// <param name="Label">Its label; 0 where there are none.</param>
internal readonly record struct PlannedImage(int Entry, string Path, int Split, byte Label);

/// <summary>Which files of a folder are images, and each one's split and label, from their paths alone. Within a split they come in the order of the
/// SHA-256 of their paths, so that neither the first nor the last ones are of one class.</summary>
/// <param name="Images">By split.</param>
/// <param name="LabelNames">Names of the labels; null where the images have none.</param>
/// <param name="HasOwnTest">True where a folder is the test split, false where a tenth is held out.</param>
/// <param name="Notes">What was left out, a sentence each.</param>
internal sealed record ImagePlan(IReadOnlyList<PlannedImage> Images, IReadOnlyList<string>? LabelNames, bool HasOwnTest, IReadOnlyList<string> Notes)
{
    public const int Train = 0, Validation = 1, Test = 2;

    private const int MostLabels = 256;

    /// <summary>True where all images are to be used, none to be trained on.</summary>
    public bool IsGiven { get; private init; }

    public static string Kinds => "PNG, JPEG, WebP, BMP, GIF and PNM";

    /// <exception cref="DataException">There are fewer than two images, or some lie beside the subfolders of others.</exception>
    public static ImagePlan Of(string source, IReadOnlyList<FileEntry> files)
    {
        var (images, notes) = PickImages(source, files);
        if (images.Count == 1)
            throw new DataException($"{source} holds 1 image; at least 2 are needed, to train on one and hold one out. Give more images.");
        var (isSplit, names) = Folders(images);
        if (names.IndexOf(null) is >= 0 and var beside && names.Any(name => name is not null))
            throw new DataException($"{source} holds images in subfolders, which are their labels, and {names.Count(name => name is null)} beside them, "
                + $"such as {images[beside].Path}. "
                + "Move them into subfolders too, or all images into one folder.");
        var (labels, numbers) = Labels(names, notes);
        var planned = images.Zip(names, (image, name) => (
            Hash: HeldOutNames.Hash(image.Path),
            Image: new PlannedImage(image.Entry, image.Path, isSplit ? SplitOf(image.Path.Split('/')[0])!.Value : Train, Label(name, numbers))));
        var ordered = planned.OrderBy(image => image.Hash).ThenBy(image => image.Image.Path, StringComparer.Ordinal).ToList();
        var hasOwnTest = ordered.Any(image => image.Image.Split == Test);
        var split = hasOwnTest ? ordered.Select(image => image.Image) : HoldOut(source, ordered);
        return new([.. split.OrderBy(image => image.Split)], labels, hasOwnTest, notes);
    }

    /// <summary>Every image in the order of its path, nothing held out; labels where every image has one.</summary>
    /// <exception cref="DataException">There is no image.</exception>
    public static ImagePlan Given(string source, IReadOnlyList<FileEntry> files)
    {
        var (images, notes) = PickImages(source, files);
        images.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        var (_, names) = Folders(images);
        if (names.Contains(null))
            names = [.. names.Select(_ => (string?)null)];
        var (labels, numbers) = Labels(names, notes);
        var planned = images.Zip(names, (image, name) => new PlannedImage(image.Entry, image.Path, Train, Label(name, numbers)));
        return new([.. planned], labels, HasOwnTest: false, notes) { IsGiven = true };
    }

    /// <summary>The images among the files, by paths below the folder that holds them all, and a note on the other files.</summary>
    private static (List<(int Entry, string Path)> Images, List<string> Notes) PickImages(string source, IReadOnlyList<FileEntry> files)
    {
        var images = files.Index().Where(file => FileFormat.Named(file.Item.Path).IsSingle).Select(file => (Entry: file.Index, file.Item.Path)).ToList();
        var others = files.Where(file => !FileFormat.Named(file.Path).IsSingle).ToList();
        if (images.Count == 0)
            throw new DataException($"{source} holds no image{(others.Count > 0 ? $", but {Others(others)}" : "; it is empty")}. {Remedy(source, others)}");
        var notes = others.Count > 0 ? new List<string> { $"{Others(others)} left out" } : [];
        while (TopFolder(images) is { } top)
            images = [.. images.Select(image => image with { Path = image.Path[(top.Length + 1)..] })];
        return (images, notes);
    }

    private static string Remedy(string source, List<FileEntry> others) =>
        others.Find(file => FileFormat.Named(file.Path).Table is not null) is { Path: { } table }
            ? $"Give its table, {table}{(Directory.Exists(source) ? "" : ", unpacked")}."
            : others.Exists(file => file.Path.EndsWith(".part", StringComparison.Ordinal))
                ? "Its download is not finished: elbo data fetch goes on with it."
                : $"Give a folder of {Kinds} files, or of MNIST's file names (train-images-idx3-ubyte).";

    /// <summary>Whether the first folders are splits, and each image's folder below them; null for one that lies in none.</summary>
    private static (bool IsSplit, List<string?> Names) Folders(List<(int Entry, string Path)> images)
    {
        var folders = images.Select(image => image.Path.Split('/')[..^1]).ToList();
        var isSplit = HasSplits(folders.Select(image => image.FirstOrDefault("")));
        return (isSplit, [.. folders.Select(image => image.ElementAtOrDefault(isSplit ? 1 : 0))]);
    }

    /// <summary>The labels' names and their numbers; null where there are none, or more than a byte counts.</summary>
    private static (IReadOnlyList<string>? Names, Dictionary<string, byte> Numbers) Labels(List<string?> names, List<string> notes)
    {
        string[] labels = [.. names.OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        if (labels.Length > MostLabels)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{labels.Length:N0} subfolders are more than the {MostLabels} labels there may be: "
                + $"the images have none"));
            labels = [];
        }
        return (labels.Length > 0 ? labels : null, labels.Index().ToDictionary(label => label.Item, label => (byte)label.Index));
    }

    private static byte Label(string? name, Dictionary<string, byte> numbers) =>
        name is not null && numbers.TryGetValue(name, out var number) ? number : (byte)0;

    private static string Others(List<FileEntry> others)
    {
        var kinds = others.Select(file => Path.GetExtension(file.Path) is { Length: > 0 } kind ? kind : Path.GetFileName(file.Path))
            .Distinct().Order(StringComparer.Ordinal).ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{others.Count:N0} {(others.Count == 1 ? "file" : "files")} of other kinds "
            + $"({string.Join(", ", kinds.Take(5))}{(kinds.Length > 5 ? ", …" : "")})");
    }

    /// <summary>The one folder that all images lie in, which then says nothing about them; null if there is none.</summary>
    private static string? TopFolder(List<(int Entry, string Path)> images)
    {
        var first = images[0].Path.Split('/');
        return first.Length > 1 && images.TrueForAll(image => image.Path.StartsWith(first[0] + "/", StringComparison.Ordinal)) ? first[0] : null;
    }

    /// <summary>True for folders named train and test or validation, and no others.</summary>
    private static bool HasSplits(IEnumerable<string> folders)
    {
        var splits = folders.Select(SplitOf).Distinct().ToList();
        return splits.Count > 1 && !splits.Contains(null) && splits.Contains(Train);
    }

    private static int? SplitOf(string folder) => folder.ToUpperInvariant() switch
    {
        "TRAIN" or "TRAINING" => Train,
        "VALID" or "VALIDATION" or "VAL" => Validation,
        "TEST" or "TESTING" => Test,
        _ => null,
    };

    /// <summary>Some of the training images become the test split.</summary>
    /// <param name="source">Where they are from, for the error.</param>
    /// <param name="ordered">All images, in the order of their hashes.</param>
    private static IEnumerable<PlannedImage> HoldOut(string source, List<(ulong Hash, PlannedImage Image)> ordered)
    {
        var train = ordered.Where(image => image.Image.Split == Train).ToList();
        if (train.Count < 2)
            throw new DataException($"{source} holds {train.Count} training image and no test folder; at least 2 are needed, "
                + "to train on one and hold one out. Give more images, or a folder test beside train.");
        var heldOut = HeldOutNames.Count([.. train.Select(image => image.Hash)]);
        return train.Select((image, i) => i < heldOut ? image.Image with { Split = Test } : image.Image)
            .Concat(ordered.Where(image => image.Image.Split != Train).Select(image => image.Image));
    }
}

/// <summary>Holds examples out by the SHA-256 of what they are called: those in the lowest tenth. An example stays where it is when others come or
/// go, and the held-out ones are of every class.</summary>
internal static class HeldOutNames
{
    private const double Share = 0.1;

    public static ulong Hash(string name) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <summary>How many are held out, the ones of the lowest hashes: at least one, and at least one is left.</summary>
    /// <param name="hashes">At least two.</param>
    public static int Count(IReadOnlyCollection<ulong> hashes) => Math.Clamp(hashes.Count(hash => hash < ulong.MaxValue * Share), 1, hashes.Count - 1);
}
