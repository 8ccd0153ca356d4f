using System.Globalization;
using Elbo.Data.Arrays;
using Elbo.Data.Images;
using Elbo.Data.Known;
using Elbo.Data.Storage;
using Elbo.Data.Tables;
using Elbo.Exchange;
using Elbo.Files;

namespace Elbo.Data;

/// <summary>Loads data sets by name or path.</summary>
public static class Datasets
{
    /// <summary>One image in this many is held out if a data set has no test split.</summary>
    private const int HeldOutShare = 10;

    private const string OwnFiles = "its own files";

    /// <summary>Loads a data set. A known name (<c>mnist</c>) wins over a file of that name; write <c>./mnist</c> for the file. Beside
    /// <c>train-images-idx3-ubyte</c> (or <c>.gz</c>) its labels, <c>t10k-*</c> or <c>test-*</c> and <c>valid-*</c> are found; without a test split
    /// the last tenth of the images is held out, the same ones every time. Image files are decoded once and then read from a cache; docs/data.md
    /// tells their splits, labels and options.</summary>
    /// <param name="data">A name of <see cref="DatasetCatalog"/>, an IDX file of images (plain or gzipped), a folder of MNIST's file
    /// names, a folder, tar or zip of image files, or an npy or npz file of images.</param>
    /// <param name="options">How image files are read; null for the defaults.</param>
    /// <exception cref="DataException">The data is unknown, missing, damaged, or too small to hold any out.</exception>
    /// <exception cref="OptionsException">Options are out of range, or the data is not image files.</exception>
    public static Dataset<ImageSet> Load(string data, DataOptions? options = null) =>
        LoadWatched(data, options, null, null, CancellationToken.None);

    /// <summary>A table in memory as a data set: a tenth of its rows is held out, drawn at random but the same ones every time.</summary>
    /// <param name="name">The name of the data set.</param>
    /// <param name="table">At least two rows.</param>
    /// <exception cref="DataException">There are fewer than two rows.</exception>
    public static Dataset<TableSet> Of(string name, Table table) => TableDatasets.Of(name, table);

    /// <summary>Fetches a data set. Existing files are not downloaded again, and an interrupted download resumes. A file of
    /// that name but another content is not replaced.</summary>
    /// <param name="name">A known data set: <c>mnist</c>, <c>fashion-mnist</c>, …</param>
    /// <param name="client">Makes the requests; its timeout is for the answer, and for each wait for more bytes.</param>
    /// <param name="folder">The folder for its files; null for its place in the user's folder, where it is found by name, unless it is found
    /// elsewhere already.</param>
    /// <param name="cancellation">Stops; what has arrived stays.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="DataException">No data set has that name, no mirror gave a file, its content is not the published one, another file has
    /// its name, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static Task<string> Fetch(string name, HttpClient client, string? folder = null, CancellationToken cancellation = default) =>
        DatasetFetch.Run(DatasetCatalog.Find(name) ?? throw new DataException($"there is no data set '{name}'; those with a name are "
            + $"{string.Join(", ", DatasetCatalog.All.Select(known => known.Name))}. Use one of them."), client, folder, null, cancellation);

    internal static Dataset<ImageSet> LoadFrom(string data, DataOptions? options = null, DataPlaces? places = null) =>
        LoadWatched(data, options, places, null, CancellationToken.None);

    /// <summary>All images of the data, to use a trained model on: nothing is held out, and one image is enough. Files of a folder or an archive come in the
    /// ordinal order of their paths, which are their names; arrays in their own order.</summary>
    /// <param name="data">As for <see cref="Load"/>, whose splits come one after the other, or a single image file.</param>
    /// <param name="options">How image files are read, and which labels are kept; null for the defaults.</param>
    /// <exception cref="DataException">The data is unknown, missing or damaged, or holds no image.</exception>
    /// <exception cref="OptionsException">Options are out of range, or the data are not image files.</exception>
    public static ImageSet LoadImages(string data, DataOptions? options = null) => GivenImages.LoadFrom(data, options).Images;

    /// <summary>Loads a data set as <see cref="Load"/> does, watched: many image files take a while the first time.</summary>
    /// <param name="data">As for <see cref="Load"/>.</param>
    /// <param name="options">How image files are read; null for the defaults.</param>
    /// <param name="places">Where known data sets are looked for; null for the places of this process.</param>
    /// <param name="progress">Told after every image file, from any thread; or null.</param>
    /// <param name="cancellation">Stops between two image files.</param>
    /// <exception cref="DataException">The data is unknown, missing, damaged, or too small to hold any out.</exception>
    /// <exception cref="OptionsException">Options are out of range, or the data are not image files.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    internal static Dataset<ImageSet> LoadWatched(
        string data, DataOptions? options, DataPlaces? places, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        ThrowIfUnnamed(data);
        options?.Validate();
        ThrowIfForTables(data, options);
        places ??= DataPlaces.OfThisProcess();
        var store = places.Pixels(progress, cancellation);
        var dataset = Noted(LoadUnfiltered(data, options, places, store, progress, cancellation), store, HasRange(data));
        if (options?.Labels is { } labels)
            dataset = dataset.OfLabels(labels) with { Options = (dataset.Options ?? new()) with { Labels = labels } };
        return options?.Condition is { } condition ? dataset with { Options = (dataset.Options ?? new()) with { Condition = condition } } : dataset;
    }

    /// <summary>True if --range says which of the data's values are black and white.</summary>
    internal static bool HasRange(string data) => IsImageFiles(data) || FileFormat.Of(data).HasRange;

    private static Dataset<ImageSet> LoadUnfiltered(
        string data, DataOptions? options, DataPlaces places, PixelStore store, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        if (IsImageFiles(data))
            using (var images = OpenImages(data))
                return ImageCollection.Load(data, images, options ?? new(), store.Cache, progress, cancellation);
        return LoadArrays(data, options, places, store);
    }

    private static Dataset<ImageSet> LoadArrays(string data, DataOptions? options, DataPlaces places, PixelStore store)
    {
        var known = DatasetCatalog.Find(data);
        if (known is null)
            ThrowIfAbsent(data);
        ThrowIfNoFilesToRead(data, options);
        var format = known is not null || Directory.Exists(data) ? FileFormat.Idx : FileFormat.Of(data);
        if (options?.Range is { } range && format is { HasRange: false, Table: null })
            throw new OptionsException([$"--range was {range}, but {data} holds bytes: 0 is black, 255 is white. Leave --range out."]);
        if (known is not null)
            return LoadKnown(known, places, store);
        if (Directory.Exists(data))
            return LoadFolder(data, store);
        ThrowIfTable(data);
        return (format.Load ?? FileFormat.Idx.Load!)(data, Path.GetFullPath(data), store, options?.Range);
    }

    /// <summary>Adds a note about large pixels and about dark ones.</summary>
    private static Dataset<ImageSet> Noted(Dataset<ImageSet> data, PixelStore store, bool hasRange)
    {
        if (DarkImages.Note(data.Train, data.ArrayRange ?? data.Options?.Range, hasRange) is { } note)
            data = data with { Notes = [.. data.Notes, note] };
        else if (DarkImages.Largest(data.Train) is null && DarkImages.Largest(data.Test) is { } most)
            data = data with
            {
                Notes = [.. data.Notes, $"the test images are dark: their largest value is {most} of 255, and those to train on are not dark; "
                    + "if they have another scale in the file, save all with one"],
            };
        ImageSet?[] splits = [data.Train, data.Validation, data.Test];
        var mapped = splits.OfType<ImageSet>().Where(split => split.Source.Path == data.Train.Source.Path).Sum(split => split.Length);
        return data.Train.Source.Path is not { } path || store.IsSmall(mapped) ? data : data with
        {
            Notes = [.. data.Notes, string.Create(CultureInfo.InvariantCulture, $"{mapped / Math.Pow(2, 30):F1} GiB of pixels, memory-mapped from {path}")
                + (data.Train.Source.ReadsAhead ? ", read ahead since they may not stay in memory" : "")],
        };
    }

    /// <summary>True for a folder or an archive of image files, which <see cref="DataOptions"/> apply to; nothing is opened.</summary>
    public static bool IsImageFiles(string data) => DatasetCatalog.Find(data) is null && (Directory.Exists(data)
        ? IdxNames.FindImages(data, IdxNames.Train) is null && FindArchive(data) is null
        : File.Exists(data) && FileFormat.Of(data) is { Open: not null, IsSingle: false });

    internal static void ThrowIfUnnamed(string data)
    {
        if (string.IsNullOrWhiteSpace(data))
            throw new DataException($"No data was named. {Allowed()}");
    }

    internal static void ThrowIfAbsent(string data)
    {
        if (!Directory.Exists(data) && !File.Exists(data))
            throw Unknown(data);
    }

    internal static void ThrowIfForTables(string data, DataOptions? options)
    {
        if (options?.OfTables is { IsDefault: false } given)
            throw new OptionsException([$"{given.Names()} was given, but {data} is not a table, and that is for tables. Leave it out."]);
    }

    internal static void ThrowIfNoFilesToRead(string data, DataOptions? options)
    {
        if (options is { AreOfFiles: true })
            throw new OptionsException([$"--crop, --size, --fit, --color, --background and --skip-bad say how image files are read, and {data} is none. "
                + "Leave them out."]);
    }

    internal static void ThrowIfTable(string data)
    {
        if (FileFormat.Of(data).Table is not null)
            throw new DataException($"{data} is a table, but images are needed here. "
                + "Give a known data set, an IDX, npy or npz file, or a folder, tar or zip of images.");
    }

    internal static ImageFiles OpenImages(string data) => Directory.Exists(data) ? new FolderFiles(data) : FileFormat.Of(data).Open!(data);

    private static Dataset<ImageSet> LoadKnown(KnownDataset known, DataPlaces? places, PixelStore store)
    {
        var status = known.Locate(places);
        if (status.Folder is not { } folder)
            throw new DataException(status.Explain());
        return Check(known, folder, store);
    }

    /// <summary>Loads the files of a known data set from a folder and compares them with what was published.</summary>
    internal static Dataset<ImageSet> Check(KnownDataset known, string folder, PixelStore store)
    {
        var dataset = known.Source is { Kind: SourceKind.Archive }
            ? ReadArchive(known.Name, folder, known)
            : LoadIdx(known.Name, IdxNames.Find(folder, known.Splits[0].Files[0])!, store);
        foreach (var split in known.Splits)
        {
            var found = dataset.Split(split.Name);
            if (found?.Count != split.Count || found.Shape != known.Shape)
                throw new DataException($"The {split.Name} split of {known.Name} in {folder} has "
                    + $"{found?.Count ?? 0} images of {found?.Shape ?? default}; "
                    + $"the published one has {split.Count} of {known.Shape}. Download it again, or load the folder by its path.");
        }
        return dataset;
    }

    private static Dataset<ImageSet> LoadFolder(string folder, PixelStore store) => FindArchive(folder) is { } known
        ? ReadArchive(folder, folder, known)
        : LoadIdx(folder, Path.GetFullPath(IdxNames.FindImages(folder, IdxNames.Train)!), store);

    /// <summary>The known data set whose fetched archive is in a folder; null if none does.</summary>
    private static KnownDataset? FindArchive(string folder) => DatasetCatalog.All.FirstOrDefault(known =>
        known.Source is { Kind: SourceKind.Archive } source && File.Exists(Path.Combine(folder, source.Files[0].Name)));

    private static Dataset<ImageSet> ReadArchive(string name, string folder, KnownDataset known) =>
        CifarArchive.Read(name, Path.Combine(folder, known.Source.Files[0].Name), known.Shape);

    private static (ImageSet Train, ImageSet? Validation, ImageSet? Test) ReadIdx(string trainPath, List<string> files, PixelStore store)
    {
        var train = ReadSplit(trainPath, files, store);
        return (train, ReadOther(trainPath, IdxNames.Validation, train.Shape, files, store), ReadOther(trainPath, IdxNames.Test, train.Shape, files, store));
    }

    /// <summary>All images of an IDX file and of those next to it: training, validation, test.</summary>
    internal static ImageSet LoadAllIdx(string path, PixelStore store)
    {
        var (train, validation, test) = ReadIdx(path, [], store);
        return ImageSet.Concat([.. new[] { train, validation, test }.OfType<ImageSet>()]);
    }

    internal static Dataset<ImageSet> LoadIdx(string name, string trainPath, PixelStore store)
    {
        var files = new List<string>();
        var (train, validation, test) = ReadIdx(trainPath, files, store);
        var split = OwnFiles;
        if (test is null)
        {
            if (train.Count < 2)
                throw new DataException($"{trainPath} holds {train.Count} image; at least 2 are needed, to train on one and hold one out. "
                    + "Give more images.");
            var heldOut = Math.Max(1, train.Count / HeldOutShare);
            split = $"the last {heldOut} of {train.Count} images in {Path.GetFileName(trainPath)}, which has no test file beside it";
            (train, test) = train.HoldOut(heldOut);
        }
        return new(name, train, test)
        {
            Validation = validation,
            Files = files,
            TestSplit = split,
            ValidationSplit = validation is null ? null : OwnFiles,
        };
    }

    private static ImageSet? ReadOther(string trainPath, IReadOnlyList<string> prefixes, ImageShape shape, List<string> files, PixelStore store)
    {
        if (IdxNames.FindSplit(trainPath, prefixes) is not { } path)
            return null;
        var images = ReadSplit(path, files, store);
        return images.Shape == shape
            ? images
            : throw new DataException($"{path} holds images of {images.Shape}, but {trainPath} of {shape}; "
                + "the splits of a data set have one shape. Move one of them to another folder.");
    }

    private static ImageSet ReadSplit(string imagesPath, List<string> files, PixelStore store)
    {
        var labelsPath = IdxNames.FindLabels(imagesPath);
        files.Add(imagesPath);
        if (labelsPath is not null)
            files.Add(labelsPath);
        return IdxFile.ReadImages(imagesPath, labelsPath, store);
    }

    private static DataException Unknown(string data) => new($"'{data}' is neither a known data set nor a file or folder that exists."
        + $"{NearestName.Question(data, DatasetCatalog.All.Select(known => known.Name))} {Allowed()}");

    private static string Allowed() =>
        $"Known are {string.Join(", ", DatasetCatalog.All.Select(known => known.Name))}; "
            + "the path of an IDX file, of a folder with MNIST's file names, "
            + $"of a folder, {Endings(Archives, " or ", dots: false)} of images, of an {Endings(Arrays, " or ", dots: false)} file, "
            + $"or of a table ({Endings(Tables, ", ")}) is allowed too.";

    /// <summary>The data that a verb accepts, for help.</summary>
    internal static string Accepted { get; } = "A known data set (mnist), an IDX file or a folder of IDX files, "
        + $"a folder, {Endings(Archives, " or ")} of images, an {Endings(Arrays, " or ")} file, or a table ({Endings(Tables, ", ")}).";

    private static bool Archives(FileFormat format) => format is { Open: not null, IsSingle: false };

    private static bool Arrays(FileFormat format) => format.Array is not null;

    private static bool Tables(FileFormat format) => format.Table is not null;

    private static string Endings(Func<FileFormat, bool> which, string separator, bool dots = true) =>
        string.Join(separator, FileFormat.EndingsOf(which).Select(ending => dots ? ending : ending[1..]));
}
