using Elbo.Data.Images;
using Elbo.Data.Known;

namespace Elbo.Data;

/// <summary>Images to use a trained model on: all that was named, nothing held out. Files of a folder or an archive come in the ordinal order of
/// their paths, arrays in their own order.</summary>
/// <param name="Name">The data's name or path, as it was given.</param>
/// <param name="Images">At least one image; those from files have their paths as names.</param>
internal sealed record GivenImages(string Name, ImageSet Images)
{
    /// <summary>Remarks on the reading, one clause each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The values of an array that were read as black and white; null for other data.</summary>
    public PixelRange? ArrayRange { get; init; }

    /// <summary>Reads the images, with progress and cancellation between two image files.</summary>
    public static GivenImages LoadFrom(
        string data, DataOptions? options = null, DataPlaces? places = null, IProgress<DataProgress>? progress = null, CancellationToken cancellation = default)
    {
        Datasets.ThrowIfUnnamed(data);
        options?.Validate();
        Datasets.ThrowIfForTables(data, options);
        var given = LoadUnfiltered(data, options, places, progress, cancellation);
        // Image files are read with the range of the run, which says nothing of files with fewer bits.
        if (!(given.ArrayRange is null && options?.Range is not null) && DarkImages.Note(given.Images, given.ArrayRange, Datasets.HasRange(data)) is { } note)
            given = given with { Notes = [.. given.Notes, note] };
        return options?.Labels is { } labels ? given with { Images = given.Images.OfLabels(given.Images.FindLabels(labels, data)) } : given;
    }

    /// <summary>True for a folder or an archive of image files, or one such file, which <see cref="DataOptions"/> apply to.</summary>
    public static bool IsImageFiles(string data) =>
        Datasets.IsImageFiles(data) || DatasetCatalog.Find(data) is null && FileFormat.Of(data).IsSingle && File.Exists(data);

    private static GivenImages LoadUnfiltered(
        string data, DataOptions? options, DataPlaces? places, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        var store = (places ?? DataPlaces.OfThisProcess()).Pixels(progress, cancellation);
        if (IsImageFiles(data))
            using (var files = Datasets.OpenImages(data))
                return ImageCollection.LoadGiven(data, files, options ?? new(), store.Cache, progress, cancellation);
        var isKnown = DatasetCatalog.Find(data) is not null;
        if (!isKnown)
            Datasets.ThrowIfAbsent(data);
        Datasets.ThrowIfNoFilesToRead(data, options);
        if (isKnown || Directory.Exists(data))
            return new(data, Datasets.LoadFrom(data, null, places).All());
        Datasets.ThrowIfTable(data);
        return (FileFormat.Of(data).LoadAll ?? FileFormat.Idx.LoadAll!)(data, Path.GetFullPath(data), store, options?.Range);
    }
}
