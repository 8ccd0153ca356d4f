using System.Globalization;
using Elbo.Interop;

namespace Elbo.Data;

/// <summary>An npy file of images, or an npz file of images, labels and splits under the names that others gave them.</summary>
internal static class NumPyDataset
{
    private const string OwnArray = "its own array";

    /// <summary>Names of arrays: Keras' <c>mnist.npz</c>, MedMNIST and <c>numpy.savez(path, images=…, labels=…)</c>.</summary>
    private static readonly (string Images, string Labels)[]
        Training = [("x_train", "y_train"), ("train_images", "train_labels"), ("images", "labels"), ("x", "y"), ("arr_0", "arr_1")],
        Validating = [("x_val", "y_val"), ("x_valid", "y_valid"), ("val_images", "val_labels")],
        Testing = [("x_test", "y_test"), ("test_images", "test_labels")];

    /// <exception cref="DataException">The file is damaged, or its arrays are no images.</exception>
    public static Dataset LoadNpy(string name, string path) => HoldOut(name, path, NumPyImages.Read(NpyFile.Read(path), path));

    /// <summary>Every image in the file's own order, nothing held out: training, validation, test.</summary>
    /// <exception cref="DataException">The file is damaged, its arrays are no images, or have other names.</exception>
    public static ImageSet ReadAll(string path)
    {
        if (!Path.GetExtension(path).Equals(".npz", StringComparison.OrdinalIgnoreCase))
            return NumPyImages.Read(NpyFile.Read(path), path);
        var (train, validation, test) = ReadNpz(path);
        return ImageSet.Concat([train, .. validation is null ? Array.Empty<ImageSet>() : [validation], .. test is null ? Array.Empty<ImageSet>() : [test]]);
    }

    /// <exception cref="DataException">The file is damaged, its arrays are no images, or have other names.</exception>
    public static Dataset LoadNpz(string name, string path)
    {
        var (train, validation, test) = ReadNpz(path);
        return (test is null ? HoldOut(name, path, train) : new(name, train, test) { Files = [path], TestSplit = OwnArray }) with
        {
            Validation = validation,
            ValidationSplit = validation is null ? null : OwnArray,
        };
    }

    private static (ImageSet Train, ImageSet? Validation, ImageSet? Test) ReadNpz(string path)
    {
        var arrays = NpzFile.Read(path);
        var train = Find(arrays, path, Training) ?? (arrays.Count == 1
            ? NumPyImages.Read(arrays.Values.First(), In(path, arrays.Keys.First()))
            : throw new DataException($"{path} holds the arrays {string.Join(", ", arrays.Select(array => $"{array.Key} ({array.Value})"))}; "
                + $"images are looked for under {string.Join(", ", Training.Select(names => names.Images))}. Save them in Python with numpy.savez(path, images=…, labels=…)."));
        var (validation, test) = (Find(arrays, path, Validating), Find(arrays, path, Testing));
        foreach (var split in new[] { test, validation })
            if (split is not null && split.Shape != train.Shape)
                throw new DataException($"{path} holds training images of {train.Shape}, and others of {split.Shape}; the splits of a data set have one shape. Save arrays of one shape.");
        return (train, validation, test);
    }

    private static ImageSet? Find(IReadOnlyDictionary<string, NpyArray> arrays, string path, (string Images, string Labels)[] names)
    {
        foreach (var (imagesName, labelsName) in names)
            if (arrays.TryGetValue(imagesName, out var array))
            {
                var images = NumPyImages.Read(array, In(path, imagesName));
                return arrays.TryGetValue(labelsName, out var labels)
                    ? images.WithLabels(NumPyImages.ReadLabels(labels, In(path, labelsName), images.Count))
                    : images;
            }
        return null;
    }

    private static string In(string path, string array) => $"{array} in {path}";

    /// <summary>
    /// Holds the rows out whose numbers have a SHA-256 in the lowest tenth, at least one. All rows come in the order of that hash, since
    /// such files are often sorted by class; their names are their numbers.
    /// </summary>
    private static Dataset HoldOut(string name, string path, ImageSet images)
    {
        if (images.Count < 2)
            throw new DataException($"{path} holds {images.Count} image; at least 2 are needed, to train on one and hold one out. Give more images.");
        var order = Enumerable.Range(0, images.Count).Select(row => (Hash: HeldOutNames.Hash(Name(row)), Row: row)).Order().ToArray();
        var heldOut = HeldOutNames.Count([.. order.Select(row => row.Hash)]);
        ImageSet Rows(IEnumerable<(ulong Hash, int Row)> rows)
        {
            int[] chosen = [.. rows.Select(row => row.Row)];
            return images.Select(chosen).WithNames([.. chosen.Select(Name)]);
        }
        return new(name, Rows(order.Skip(heldOut)), Rows(order.Take(heldOut)))
        {
            Files = [path],
            TestSplit = string.Create(CultureInfo.InvariantCulture, $"{heldOut:N0} of {images.Count:N0} rows, those whose number has a hash in the lowest tenth: the same ones every time, of every class"),
        };
    }

    private static string Name(int row) => row.ToString(CultureInfo.InvariantCulture);
}
