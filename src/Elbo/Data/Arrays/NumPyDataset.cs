using System.Globalization;
using System.IO.Compression;
using Elbo.Data.Images;
using Elbo.Data.Storage;
using Elbo.Files;
using Elbo.Files.NumPy;

namespace Elbo.Data.Arrays;

/// <summary>An npy file of images, or an npz file of images, labels and splits under the names that others gave them.</summary>
/// <param name="name">Name of the data set.</param>
/// <param name="path">The file.</param>
/// <param name="store">Where large arrays go.</param>
/// <param name="asked">The values of black and white; null finds them.</param>
internal sealed class NumPyDataset(string name, string path, PixelStore store, PixelRange? asked)
{
    private const string OwnArray = "its own array";

    /// <summary>Names of arrays, in any case: Keras' <c>mnist.npz</c> and MedMNIST.</summary>
    private static readonly (string Images, string Labels)[]
        Training = [("x_train", "y_train"), ("train_images", "train_labels")],
        Validating = [("x_val", "y_val"), ("x_valid", "y_valid"), ("val_images", "val_labels")],
        Testing = [("x_test", "y_test"), ("test_images", "test_labels")];

    /// <summary>Names of images without splits: dSprites' and those that <c>numpy.savez</c> is usually given.</summary>
    private static readonly string[] Whole = ["images", "imgs", "x", "data", "features", "arr_0"];

    /// <summary>Names of labels next to those.</summary>
    private static readonly string[] Labels = ["labels", "label", "y", "target", "targets", "arr_1"];

    private readonly List<string> notes = [];
    private PixelRange? unusual, used;

    /// <exception cref="DataException">The file is damaged, or its arrays are not images.</exception>
    public Dataset<ImageSet> LoadNpy() => Described(HoldOut(ReadNpy()));

    /// <summary>All images of an npz file in its own order, nothing held out: training, validation, test.</summary>
    /// <exception cref="DataException">The file is damaged, or its arrays are not images or have other names.</exception>
    public GivenImages GivenNpz()
    {
        var (train, validation, test) = DataFile.Read(path, stream => NpzFile.Open(stream, path, ReadNpz));
        return new(name, ImageSet.Concat([.. new[] { train, validation, test }.OfType<ImageSet>()])) { Notes = notes, ArrayRange = used };
    }

    /// <exception cref="DataException">The file is damaged, its arrays are not images, or have other names.</exception>
    public Dataset<ImageSet> LoadNpz() => Described(DataFile.Read(path, stream => NpzFile.Open(stream, path, LoadNpz)));

    /// <summary>All images of an npy file in its own order.</summary>
    /// <exception cref="DataException">The file is damaged, or its array does not hold images.</exception>
    public GivenImages GivenNpy() => new(name, ReadNpy()) { Notes = notes, ArrayRange = used };

    private ImageSet ReadNpy()
    {
        var mostBytes = GzipFile.MostBytes(path);
        return Pixels([new(new(path, path, mostBytes is null ? null : "", Open) { MostBytes = mostBytes }, store)])[0];

        void Open(Action<Stream> read) => GzipFile.Read(path, stream =>
        {
            read(stream);
            return 0;
        });
    }

    private Dataset<ImageSet> LoadNpz(IReadOnlyDictionary<string, ZipArchiveEntry> arrays)
    {
        var (train, validation, test) = ReadNpz(arrays);
        return (test is null ? HoldOut(train) : new(name, train, test) { Files = [path], TestSplit = OwnArray }) with
        {
            Validation = validation,
            ValidationSplit = validation is null ? null : OwnArray,
        };
    }

    private Dataset<ImageSet> Described(Dataset<ImageSet> data) =>
        data with { Notes = notes, ArrayRange = used, Options = (asked ?? unusual) is { } range ? new DataOptions { Range = range } : null };

    private (ImageSet Train, ImageSet? Validation, ImageSet? Test) ReadNpz(IReadOnlyDictionary<string, ZipArchiveEntry> arrays)
    {
        var headers = arrays.ToDictionary(array => array.Key, array => Header(array.Value));
        var found = new[] { Split(Training) ?? One(), Split(Validating), Split(Testing) };
        string[] others = [.. arrays.Keys.Except(found.SelectMany(split => new[] { split?.Images, split?.Labels }).OfType<string>())];
        if (others.Length > 0)
            notes.Add($"the images are {found[0]!.Value.Images}; {string.Join(", ", others.Select(other => Show(other, headers[other])))} left out");
        var splits = found.Select(split => split is { } names ? new NumPyImages(Source(arrays[names.Images]), store) : null).ToArray();
        var pixels = new Queue<ImageSet>(Pixels([.. splits.OfType<NumPyImages>()]));
        var images = found.Select(split => split is var (name, labels)
            ? Labelled(pixels.Dequeue(), labels is null ? null : arrays[labels]).WithArrays(ArraysBeside(name, others, arrays, headers)) : null).ToArray();
        foreach (var split in images.Skip(1).OfType<ImageSet>())
            if (split.Shape != images[0]!.Shape)
                throw new DataException($"{path} holds training images of {images[0]!.Shape}, and others of {split.Shape}; "
                    + "the splits of a data set have one shape. Save arrays of one shape.");
        return (images[0]!, images[1], images[2]);

        bool IsImages(string array) => headers[array] is { } header && NumPyImages.AreImages(header);

        (string Images, string? Labels)? Split((string Images, string Labels)[] names) => names
            .Where(pair => Named(pair.Images) is { } images && IsImages(images))
            .Select(pair => ((string, string?)?)(Named(pair.Images)!, Named(pair.Labels))).FirstOrDefault();

        (string Images, string? Labels) One()
        {
            var images = Whole.Select(Named).OfType<string>().FirstOrDefault(IsImages)
                ?? (arrays.Keys.Where(IsImages).ToArray() is [var single] ? single : null);
            if (images is not null)
                return (images, Labels.Select(Named).OfType<string>().FirstOrDefault(array => array != images && !IsImages(array)));
            // The error is about the array that was meant.
            return (Training.Select(pair => pair.Images).Concat(Whole).Select(Named).OfType<string>().FirstOrDefault()
                ?? (arrays.Count == 1 ? arrays.Keys.First() : throw NoImages(headers, [.. arrays.Keys.Where(IsImages)])), null);
        }

        string? Named(string wanted) =>
            arrays.ContainsKey(wanted) ? wanted : arrays.Keys.FirstOrDefault(key => key.Equals(wanted, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The pixels of arrays of one kind, which all have one range: that of a single split could be smaller.</summary>
    private ImageSet[] Pixels(NumPyImages[] arrays)
    {
        var measured = Array.ConvertAll(arrays, array => array.Measure(asked));
        var ranges = new Dictionary<NpyType, PixelRange>();
        foreach (var (type, same) in measured.GroupBy(values => values.Type).Select(group => (group.Key, group.Aggregate((one, other) => one.And(other)))))
        {
            var range = ranges[type] = same.Range(asked, path);
            used = range;
            if (same.Note(range) is { } note)
                notes.Add(note + (asked is null ? " (--range reads them otherwise)" : ""));
            if (same.IsUnusual(range))
                unusual = range;
        }
        return Array.ConvertAll(arrays, array => array.Read(ranges[array.Type]));
    }

    private ImageSet Labelled(ImageSet images, ZipArchiveEntry? labels) => labels is null ? images : images.WithLabels(
        NumPyLabels.Read(NpzFile.Read(labels, path, stream => NpyFile.Read(stream, In(labels))), In(labels), images.Count));

    /// <summary>The arrays with a row for each image: those of the images' own split have its name before or behind theirs, as <c>angle_train</c>.</summary>
    private Dictionary<string, NamedArray> ArraysBeside(
        string images, string[] others, IReadOnlyDictionary<string, ZipArchiveEntry> arrays, Dictionary<string, NpyHeader?> headers)
    {
        var rows = headers[images]!.Shape[0];
        var (split, before) = images.Split('_') is [var first, var second] && (IsSplit(first) || IsSplit(second))
            ? (IsSplit(first) ? $"{first}_" : $"_{second}", IsSplit(first))
            : ("", false);
        var named = new Dictionary<string, NamedArray>();
        foreach (var other in others)
            if (headers[other] is { } header && NamedArray.Fits(header, (int)Math.Min(rows, int.MaxValue)) && Own(other) is { } name)
                named[name] = new(name, header, In(arrays[other]), () => ReadAgain(other));
        return named;

        string? Own(string other) => split.Length == 0 ? other
            : before ? other.StartsWith(split, StringComparison.OrdinalIgnoreCase) ? other[split.Length..] : null
            : other.EndsWith(split, StringComparison.OrdinalIgnoreCase) ? other[..^split.Length] : null;
    }

    private NpyArray ReadAgain(string array) => DataFile.Read(path, stream => NpzFile.Open(
        stream, path, arrays => NpzFile.Read(arrays[array], path, content => NpyFile.Read(content, In(arrays[array])))));

    private static bool IsSplit(string word) => word.ToLowerInvariant() is "train" or "val" or "valid" or "test";

    private ArraySource Source(ZipArchiveEntry array) =>
        new(In(array), path, array.FullName, read => NpzFile.Read(array, path, stream => { read(stream); return 0; }));

    /// <summary>The header of an array; null for one that is not read, such as Python objects.</summary>
    private NpyHeader? Header(ZipArchiveEntry array)
    {
        try
        {
            return NpzFile.Read(array, path, stream => NpyHeader.Read(stream, In(array)));
        }
        catch (DataException)
        {
            return null;
        }
    }

    /// <param name="headers">All arrays.</param>
    /// <param name="some">Those that may be images; either none or several.</param>
    private DataException NoImages(Dictionary<string, NpyHeader?> headers, string[] some) => new(
        $"{path} holds the arrays {string.Join(", ", headers.Select(array => Show(array.Key, array.Value)))}; " + (some.Length == 0
            ? "images are numbers of shape [N, H, W], [N, C, H, W] or [N, H, W, C]. Save them in Python with numpy.savez(path, images=…, labels=…)."
            : $"any of {string.Join(", ", some)} may be the images, and none has a usual name. "
                + $"Save one in Python: a = numpy.load(path); numpy.savez('images.npz', images=a[\"{Escaped(some[0])}\"])."));

    private static string Escaped(string name) => name.Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Show(string array, NpyHeader? header) => header is null ? $"{array} (of a type that is not read)" : $"{array} ({header})";

    private string In(ZipArchiveEntry array) => $"{NpzFile.Name(array)} in {path}";

    /// <summary>Holds the rows out whose numbers have a SHA-256 in the lowest tenth, at least one. All rows come in the order of that hash, since
    /// such files are often sorted by class; their names are their numbers.</summary>
    private Dataset<ImageSet> HoldOut(ImageSet images)
    {
        if (images.Count < 2)
            throw new DataException($"{path} holds {images.Count} image; at least 2 are needed, to train on one and hold one out. Give more images.");
        var (hashes, rows) = (new ulong[images.Count], new int[images.Count]);
        for (var row = 0; row < rows.Length; row++)
            (hashes[row], rows[row]) = (HeldOutNames.Hash(row.ToString(CultureInfo.InvariantCulture)), row);
        Array.Sort(hashes, rows);
        var heldOut = HeldOutNames.Count(hashes);
        return new(name, images.Rows(rows[heldOut..]), images.Rows(rows[..heldOut]))
        {
            Files = [path],
            TestSplit = string.Create(CultureInfo.InvariantCulture, $"{heldOut:N0} of {images.Count:N0} rows, "
                + $"those whose number has a hash in the lowest tenth: the same ones every time, of every class"),
        };
    }
}
