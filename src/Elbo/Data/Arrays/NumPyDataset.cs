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
internal sealed class NumPyDataset(string name, string path, PixelStore store)
{
    private const string OwnArray = "its own array";

    /// <summary>Names of arrays: Keras' <c>mnist.npz</c>, MedMNIST and <c>numpy.savez(path, images=…, labels=…)</c>.</summary>
    private static readonly (string Images, string Labels)[]
        Training = [("x_train", "y_train"), ("train_images", "train_labels"), ("images", "labels"), ("x", "y"), ("arr_0", "arr_1")],
        Validating = [("x_val", "y_val"), ("x_valid", "y_valid"), ("val_images", "val_labels")],
        Testing = [("x_test", "y_test"), ("test_images", "test_labels")];

    /// <exception cref="DataException">The file is damaged, or its arrays are not images.</exception>
    public Dataset<ImageSet> LoadNpy() => HoldOut(ReadNpy());

    /// <summary>All images of an npz file in its own order, nothing held out: training, validation, test.</summary>
    /// <exception cref="DataException">The file is damaged, or its arrays are not images or have other names.</exception>
    public ImageSet ReadNpz()
    {
        var (train, validation, test) = DataFile.Read(path, stream => NpzFile.Open(stream, path, ReadNpz));
        return ImageSet.Concat([.. new[] { train, validation, test }.OfType<ImageSet>()]);
    }

    /// <exception cref="DataException">The file is damaged, its arrays are not images, or have other names.</exception>
    public Dataset<ImageSet> LoadNpz() => DataFile.Read(path, stream => NpzFile.Open(stream, path, LoadNpz));

    /// <summary>All images of an npy file in its own order.</summary>
    /// <exception cref="DataException">The file is damaged, or its array does not hold images.</exception>
    public ImageSet ReadNpy() => DataFile.Read(path, stream => NumPyImages.Read(stream, path, path, null, store));

    private Dataset<ImageSet> LoadNpz(IReadOnlyDictionary<string, ZipArchiveEntry> arrays)
    {
        var (train, validation, test) = ReadNpz(arrays);
        return (test is null ? HoldOut(train) : new(name, train, test) { Files = [path], TestSplit = OwnArray }) with
        {
            Validation = validation,
            ValidationSplit = validation is null ? null : OwnArray,
        };
    }

    private (ImageSet Train, ImageSet? Validation, ImageSet? Test) ReadNpz(IReadOnlyDictionary<string, ZipArchiveEntry> arrays)
    {
        var train = Find(arrays, Training) ?? (arrays.Count == 1
            ? Images(arrays.Values.First())
            : throw new DataException($"{path} holds the arrays {string.Join(", ", arrays.Select(array => $"{array.Key} ({Header(array.Value)})"))}; "
                + $"images are looked for under {string.Join(", ", Training.Select(names => names.Images))}. "
                + "Save them in Python with numpy.savez(path, images=…, labels=…)."));
        var (validation, test) = (Find(arrays, Validating), Find(arrays, Testing));
        foreach (var split in new[] { test, validation })
            if (split is not null && split.Shape != train.Shape)
                throw new DataException($"{path} holds training images of {train.Shape}, and others of {split.Shape}; "
                    + "the splits of a data set have one shape. Save arrays of one shape.");
        return (train, validation, test);
    }

    private ImageSet? Find(IReadOnlyDictionary<string, ZipArchiveEntry> arrays, (string Images, string Labels)[] names)
    {
        foreach (var (imagesName, labelsName) in names)
            if (arrays.TryGetValue(imagesName, out var array))
            {
                var images = Images(array);
                return arrays.TryGetValue(labelsName, out var labels)
                    ? images.WithLabels(NumPyImages.ReadLabels(
                        NpzFile.Read(labels, path, stream => NpyFile.Read(stream, In(labels))), In(labels), images.Count))
                    : images;
            }
        return null;
    }

    private ImageSet Images(ZipArchiveEntry array) => NpzFile.Read(array, path, stream => NumPyImages.Read(stream, In(array), path, array.FullName, store));

    private NpyHeader Header(ZipArchiveEntry array) => NpzFile.Read(array, path, stream => NpyHeader.Read(stream, In(array)));

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
